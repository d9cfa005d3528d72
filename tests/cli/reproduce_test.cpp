// SPDX-License-Identifier: BSD-3-Clause
// `regimes reproduce` and `regimes report`, on the figure that is quickest to compute.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "regimes/experiments/experiment.hpp"
#include "regimes/store/run_store.hpp"
#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

Outcome reproduce(const std::string& out, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"reproduce", "regularizers", "--scale",
                                          "smoke",     "--out",        out};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program(arguments);
}

void expect_refusal(const Outcome& outcome, const std::string& part) {
    EXPECT_EQ(outcome.exit_code, 2) << part;
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(part));
}

TEST(Reproduce, WritesDataClaimsFigureAndPage) {
    const ScratchFolder folder;
    const std::string out = folder.path("figures");
    const Outcome outcome = reproduce(out);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, IsEmpty());
    EXPECT_THAT(outcome.out, HasSubstr("The report is " + out + "/report.html\n"));
    const std::string data = read_file(out + "/regularizers/data.csv");
    EXPECT_THAT(data, StartsWith("panel,series,x,y,low,high,source\n"));
    const json figure = json::parse(read_file(out + "/regularizers/figure.vl.json"));
    const auto rows = std::count(data.begin(), data.end(), '\n') - 1;
    EXPECT_EQ(figure["datasets"]["rows"].size(), static_cast<std::size_t>(rows));
    for (const json& claim : json::parse(read_file(out + "/regularizers/claims.json"))) {
        EXPECT_THAT(claim["verdict"].get<std::string>(),
                    AnyOf("holds", "missed", "not comparable"));
        EXPECT_EQ(claim.size(), 6U);
    }
    const std::string page = read_file(out + "/report.html");
    EXPECT_THAT(page, HasSubstr("<title>Kernel and rich regimes"));
    EXPECT_THAT(page, HasSubstr("<section id=\"regularizers\""));
    EXPECT_TRUE(fs::exists(out + "/store.sqlite"));
}

// A build without LibTorch names what would help; one that has it computes.
TEST(Reproduce, NeedsLibTorchForConvolutionalNetworks) {
    const ScratchFolder folder;
    const std::string out = folder.path("figures");
    const Outcome outcome = run_program({"reproduce", "cifar10", "--scale", "smoke", "--set",
                                         "samples=40", "--set", "max_epochs=1", "--out", out});
    if (!find_experiment("cifar10").lacks().empty()) {
        expect_refusal(outcome, "cifar10: this build of Regimes has no LibTorch");
        EXPECT_FALSE(fs::exists(out));
        return;
    }
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_FALSE(fs::exists(out + "/checkpoints"));
    EXPECT_THAT(read_file(out + "/cifar10/data.csv"), HasSubstr("5(f),last layer only,1,"));
}

std::size_t count(const json& claims, const char* verdict) {
    return static_cast<std::size_t>(
        std::count_if(claims.begin(), claims.end(),
                      [&](const json& claim) { return claim["verdict"] == verdict; }));
}

/// Lines longer than a terminal.
std::vector<std::string> long_lines(const std::string& text) {
    std::vector<std::string> found;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.size() > 80 && line.find('/') == line.npos) found.push_back(line);  // not a path
    }
    return found;
}

// At this size nothing can be held against the paper's printed numbers.
TEST(Reproduce, CountsClaimsAsItsFilesDo) {
    const ScratchFolder folder;
    const std::string out = folder.path("figures");
    const std::vector<std::string> command = {"reproduce", "depth", "--scale", "smoke",
                                              "--seeds",   "1",     "--out",   out};
    auto with_json = command;
    with_json.emplace_back("--json");
    const Outcome outcome = run_program(with_json);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const json told = json::parse(outcome.out)["figures"][0];
    const json claims = json::parse(read_file(out + "/depth/claims.json"));
    EXPECT_EQ(told["claims"], claims);
    EXPECT_EQ(count(claims, "not comparable"), 3U);
    EXPECT_EQ(told["missing"], 0);
    const std::string text = run_program(command).out;
    EXPECT_THAT(text, HasSubstr("\nnot comparable, depth, 3 claims: Needs features = 1000 (here "));
    EXPECT_THAT(long_lines(text), IsEmpty());
    EXPECT_THAT(read_file(out + "/depth/data.csv"), Not(HasSubstr("3(c),D = 2,100,")));
}

TEST(Reproduce, ListsParameters) {
    const Outcome outcome = run_program({"reproduce", "all", "--parameters"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(long_lines(outcome.out), IsEmpty());
    for (const Experiment* experiment : experiments()) {
        EXPECT_THAT(outcome.out, HasSubstr(experiment->name() + ": "));
        for (const Field& field : experiment->parameters()) {
            EXPECT_THAT(outcome.out, HasSubstr("\n" + field.name + " "));
        }
    }
    const json listed =
        json::parse(run_program({"reproduce", "fig2", "--parameters", "--json"}).out);
    ASSERT_EQ(listed["experiments"].size(), 1U);
    const json& reach = listed["experiments"][0]["parameters"][1];
    EXPECT_EQ(reach["name"], "reach");
    EXPECT_EQ(reach["default"], 25.0);
    EXPECT_EQ(reach["domain"], "1e-06 to 1e+12");
    expect_refusal(run_program({"reproduce", "regularisers", "--parameters"}), "regularizers");
}

TEST(Reproduce, TakesAliasesAndComputesNothingTwice) {
    const ScratchFolder folder;
    const std::string out = folder.path("figures");
    ASSERT_EQ(reproduce(out).exit_code, 0);
    const std::string page = read_file(out + "/report.html");
    const Outcome again =
        run_program({"reproduce", "fig2", "--scale", "smoke", "--jobs", "1", "--out", out});
    EXPECT_EQ(again.exit_code, 0) << again.err;
    // The page tells the seconds of computing, which would differ.
    EXPECT_EQ(read_file(out + "/report.html"), page);
}

TEST(Reproduce, RefusesMisuseInOneLine) {
    const ScratchFolder folder;
    const std::string out = folder.path("figures");
    const auto with = [&out](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"reproduce", "--out", out});
        return run_program(arguments);
    };
    expect_refusal(with({"regularisers"}), "regularizers");
    expect_refusal(with({"fig2", "--scale", "tiny"}), "\"tiny\"");
    expect_refusal(with({"fig2", "--seeds", "0"}), "--seeds");
    expect_refusal(with({"fig2", "--jobs", "-1"}), "--jobs");
    expect_refusal(with({}), "names");
    expect_refusal(run_program({"reproduce", "fig2"}), "--out");
    EXPECT_FALSE(fs::exists(out));
    const std::string file = folder.file("file", "text");
    expect_refusal(reproduce(file), "not a folder");
}

TEST(Reproduce, RefusesAFolderThatIsNotVega) {
    const ScratchFolder folder;
    const std::string out = folder.path("figures");
    const Outcome outcome =
        run_program({"reproduce", "fig2", "--scale", "smoke", "--out", out},
                    [&folder] { setenv("REGIMES_VEGA", folder.path("nowhere").c_str(), 1); });
    expect_refusal(outcome, "REGIMES_VEGA");
}

TEST(Reproduce, DrawsPicturesWithoutABrowser) {
    const ScratchFolder folder;
    const std::string out = folder.path("figures");
    const Outcome outcome = reproduce(out, {"--static"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const std::string svg = read_file(out + "/regularizers/figure.svg");
    EXPECT_THAT(svg, StartsWith("<svg"));
    EXPECT_THAT(svg, HasSubstr("mark-line"));
    EXPECT_THAT(read_file(out + "/regularizers/figure.png"), StartsWith("\x89PNG\r\n"));
}

TEST(Reproduce, NeedsNodeForStaticPictures) {
    const ScratchFolder folder;
    const std::string out = folder.path("figures");
    const Outcome outcome =
        run_program({"reproduce", "fig2", "--scale", "smoke", "--static", "--out", out},
                    [&folder] { setenv("PATH", folder.path("nothing").c_str(), 1); });
    expect_refusal(outcome, "node");
    EXPECT_FALSE(fs::exists(out));
}

TEST(Reproduce, SettingsAreTakenAndKeptForTheReport) {
    const ScratchFolder folder;
    const std::string out = folder.path("figures");
    const Outcome outcome = reproduce(out, {"--set", "reach=30"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(long_lines(outcome.out), IsEmpty());
    EXPECT_THAT(read_file(out + "/regularizers/figure.vl.json"),
                HasSubstr("share of the value at 30"));
    EXPECT_THAT(read_file(out + "/regularizers/data.csv"), Not(HasSubstr(",paper")));
    EXPECT_THAT(read_file(out + "/report.html"), HasSubstr("Scale smoke, but reach 30"));
    const std::string copy = folder.path("copy");
    EXPECT_EQ(run_program({"report", out, "--out", copy}).exit_code, 0);
    EXPECT_EQ(read_file(copy + "/report.html"), read_file(out + "/report.html"));
}

TEST(Reproduce, SettingsThatDoNotFitAreRefused) {
    const ScratchFolder folder;
    const std::string out = folder.path("figures");
    expect_refusal(reproduce(out, {"--set", "reach"}), "--set: \"reach\" given, NAME=VALUE");
    expect_refusal(reproduce(out, {"--set", "reach=18446744073709551615"}),
                   "--set: reach=18446744073709551615: a whole number that fits");
    expect_refusal(reproduce(out, {"--set", "reech=5"}), "the nearest is reach");
    expect_refusal(reproduce(out, {"--set", "reach=far"}), "reach: far given, a number expected");
    EXPECT_FALSE(fs::exists(out));
}

TEST(Report, DrawsTheSameAgainFromTheStore) {
    const ScratchFolder folder;
    const std::string out = folder.path("figures");
    ASSERT_EQ(reproduce(out).exit_code, 0);
    const std::string copy = folder.path("copy");
    const Outcome outcome = run_program({"report", out + "/store.sqlite", "--out", copy});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    for (const char* name : {"report.html", "regularizers/data.csv", "regularizers/claims.json"}) {
        EXPECT_EQ(read_file(fs::path(copy) / name), read_file(fs::path(out) / name)) << name;
    }
    EXPECT_FALSE(fs::exists(copy + "/store.sqlite"));
    EXPECT_EQ(run_program({"report", out}).exit_code, 0);
}

TEST(Report, NamesADamagedNoteOfTheStore) {
    const ScratchFolder folder;
    const std::string place = folder.path("store.sqlite");
    const std::string deep = std::string(300000, '[') + std::string(300000, ']');
    for (const std::string& part :
         {"\"scale\":" + deep + ",\"seeds\":1", std::string("\"scale\":\"smoke\",\"seeds\":1e300"),
          std::string("\"scale\":\"smoke\",\"seeds\":18446744073709551615")}) {
        RunStore(place).set_note("reproductions",
                                 "{\"regularizers\":{" + part + ",\"settings\":\"{}\"}}");
        expect_refusal(run_program({"report", place}), "its note \"reproductions\" is damaged: ");
    }
}

TEST(Report, RefusesWhatIsNoStoreOfFigures) {
    const ScratchFolder folder;
    expect_refusal(run_program({"report", folder.path("nowhere")}), "nowhere");
    expect_refusal(run_program({"report", folder.file("store.sqlite", "no store")}), "store");
}

}  // namespace
}  // namespace regimes::cli
