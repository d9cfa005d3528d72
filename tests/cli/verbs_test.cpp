// SPDX-License-Identifier: BSD-3-Clause
// What holds for the program as a whole and for every verb.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>
#include <sstream>

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
    for (const MakeVerb& make : verbs()) names.emplace_back(make()->name());
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
              "regimes: \"fitt\" is not a verb; the nearest is fit (regimes --help lists "
              "all)\n");
}

TEST(Program, SuggestsNothingWhereNothingIsNear) {
    EXPECT_EQ(run_program({"foo"}).err,
              "regimes: \"foo\" is not a verb (regimes --help lists all)\n");
    EXPECT_EQ(run_program({"fit", "--w0", "1"}).err, "regimes: fit: --w0 is not an option\n");
}

TEST(Program, TakesTheUsualWordsForHelpAndVersion) {
    const std::string help = run_program({"--help"}).out;
    const std::string version = run_program({"--version"}).out;
    EXPECT_EQ(run_program({"help"}).out, help);
    EXPECT_EQ(run_program({"version"}).out, version);
    EXPECT_EQ(run_program({"-V"}).out, version);
    EXPECT_EQ(run_program({"help", "fit"}).out, run_program({"fit", "--help"}).out);
}

TEST(EveryVerb, FitsHelpIntoEightyColumns) {
    std::vector<std::string> names = verb_names();
    names.emplace_back("help");
    for (const std::string& name : names) {
        std::istringstream help(run_program({name, "--help"}).out);
        // The example is to be copied, and stays in one line.
        for (std::string line; std::getline(help, line);) {
            EXPECT_TRUE(line.size() <= 80 || line.starts_with("  regimes ")) << line;
        }
    }
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
