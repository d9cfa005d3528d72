// SPDX-License-Identifier: BSD-3-Clause
// What holds for the program as a whole and for every verb.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/verb.hpp"
#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::vector<std::string> verb_names() {
    std::vector<std::string> names;
    for (const MakeVerb make : verbs()) names.emplace_back(make()->name());
    return names;
}

TEST(Program, ExplainsItselfWithoutArguments) {
    for (const auto& arguments : {std::vector<std::string>{}, {"--help"}, {"-h"}}) {
        const Outcome outcome = run_program(arguments);
        EXPECT_EQ(outcome.exit_code, 0);
        EXPECT_THAT(outcome.err, IsEmpty());
        EXPECT_LT(outcome.out.find("Example:"), outcome.out.find("Verbs:"));
        for (const std::string& name : verb_names()) {
            EXPECT_THAT(outcome.out, HasSubstr("\n  " + name + " "));
        }
    }
}

TEST(Program, NamesItsVersion) {
    const Outcome outcome = run_program({"--version"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, StartsWith("regimes " REGIMES_VERSION " ("));
}

TEST(Program, RefusesAnUnknownVerbAndNamesTheNearest) {
    const Outcome outcome = run_program({"fitt"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err,
              "regimes: \"fitt\" is not a verb; the nearest is \"fit\" (regimes --help lists "
              "all)\n");
}

TEST(EveryVerb, ShowsAnExampleFirst) {
    for (const std::string& name : verb_names()) {
        const Outcome outcome = run_program({name, "--help"});
        EXPECT_EQ(outcome.exit_code, 0) << name;
        EXPECT_THAT(outcome.out, StartsWith("Example:\n  regimes " + name));
        EXPECT_THAT(outcome.out, HasSubstr("--json"));
        EXPECT_THAT(outcome.err, IsEmpty());
    }
}

TEST(EveryVerb, RefusesAnUnknownOptionAndNamesTheNearest) {
    for (const std::string& name : verb_names()) {
        const Outcome outcome = run_program({name, "--jsno"});
        EXPECT_EQ(outcome.exit_code, 2) << name;
        EXPECT_EQ(outcome.out, "");
        EXPECT_EQ(outcome.err,
                  "regimes: " + name + ": --jsno is not an option; the nearest is --json\n");
    }
}

TEST(EveryVerb, RefusesAStrayWord) {
    for (const std::string& name : verb_names()) {
        const Outcome outcome = run_program({name, "--json", "stray-word"});
        EXPECT_EQ(outcome.exit_code, 2) << name;
        EXPECT_EQ(outcome.out, "");
        EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
        EXPECT_THAT(outcome.err, HasSubstr("stray-word"));
    }
}

TEST(EveryVerb, SaysWhenStandardOutputIsFullOrClosed) {
    const auto close_output = [] { close(STDOUT_FILENO); };
    const auto fill_output = [] {
        if (freopen("/dev/full", "w", stdout) == nullptr) _exit(126);
    };
    for (const std::string& name : verb_names()) {
        const Outcome full = run_program({name, "--help"}, fill_output);
        EXPECT_EQ(full.exit_code, 2);
        EXPECT_EQ(full.err, "regimes: " + name + ": standard output: No space left on device\n");
        const Outcome closed = run_program({name, "--help"}, close_output);
        EXPECT_EQ(closed.exit_code, 2);
        EXPECT_EQ(closed.err, "regimes: " + name + ": standard output: Bad file descriptor\n");
    }
}

}  // namespace
}  // namespace regimes::cli
