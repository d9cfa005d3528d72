// SPDX-License-Identifier: BSD-3-Clause
// What the machine may do to any verb: other processes, kills, closed streams, strange names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
namespace fs = std::filesystem;

class Trouble : public ::testing::Test {
protected:
    std::vector<std::string> fit(const std::string& y, const std::string& out) const {
        return {"fit", "--x", x_, "--y", y, "--alpha", "1", "--depth", "2", "--out", out};
    }

    ScratchFolder folder_;
    std::string x_ = folder_.file("x.csv", "1,2,3\n3,4,4\n");
    std::string y_ = folder_.file("y.csv", "1\n2\n");
};

/// Whether somebody holds the lock on this folder.
bool is_locked(const std::string& folder) {
    const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY);
    const bool locked = descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) != 0;
    if (descriptor >= 0) close(descriptor);
    return locked;
}

TEST_F(Trouble, OneOfThreeProcessesMakesANewFolderAndTheOthersComputeNothing) {
    const std::string out = folder_.path("new/landing");
    const std::string pipe = folder_.path("pipe");
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    Outcome first;
    std::thread process([&] { first = run_program(fit(pipe, out)); });  // waits for its y
    while (!is_locked(out)) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    for (const char* which : {"second", "third"}) {
        const Outcome outcome = run_program(fit(y_, out));
        EXPECT_EQ(outcome.exit_code, 2) << which;
        EXPECT_EQ(outcome.out, "") << which;
        EXPECT_THAT(outcome.err, HasSubstr("another process of regimes is at work in " + out));
    }
    std::ofstream(pipe) << "1\n2\n";
    process.join();
    EXPECT_EQ(first.exit_code, 0) << first.err;
    EXPECT_TRUE(fs::exists(out + "/fit.json"));
}

TEST_F(Trouble, MisuseLeavesNoFolderNorThoseAboveIt) {
    const Outcome outcome = run_program(fit(folder_.path("nowhere"), folder_.path("a/b/c/")));
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_FALSE(fs::exists(folder_.path("a")));
}

TEST_F(Trouble, WhatAKilledProcessStagedIsRemovedByTheNext) {
    const std::string out = folder_.path("landing");
    const std::string left = out + "/.unfinished-12345";
    fs::create_directories(left);
    std::ofstream(left + "/fit.json") << "{";
    const Outcome outcome = run_program(fit(y_, out));
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_FALSE(fs::exists(left));
    EXPECT_EQ(outcome.err,
              "regimes: fit: " + left +
                  " was left there by a process that was killed, and is now removed\n");
    EXPECT_EQ(run_program(fit(y_, out)).err, "");
}

TEST_F(Trouble, ClosedStreamsEndNothingButTheOutput) {
    const auto close_all = [] {
        close(STDIN_FILENO);
        close(STDOUT_FILENO);
        close(STDERR_FILENO);
    };
    const auto fill_errors = [] {
        close(STDERR_FILENO);
        if (open("/dev/full", O_WRONLY) != STDERR_FILENO) _exit(126);
    };
    for (const auto& arguments : {std::vector<std::string>{"--help"},
                                  {"--version"},
                                  {"nonsense"},
                                  {"fit"},
                                  {"data"},
                                  {"doctor"}}) {
        EXPECT_EQ(run_program(arguments, close_all).exit_code, 2) << arguments[0];
    }
    const std::string out = folder_.path("landing");
    EXPECT_EQ(run_program(fit(y_, out), close_all).exit_code, 2);  // stdout did not arrive
    EXPECT_TRUE(fs::exists(out + "/fit.json"));
    EXPECT_EQ(run_program(fit(y_, out), [] { close(STDERR_FILENO); }).exit_code, 0);
    EXPECT_EQ(run_program(fit(y_, out), fill_errors).exit_code, 0);
    EXPECT_EQ(run_program({"nonsense"}, fill_errors).exit_code, 2);
}

TEST_F(Trouble, NamesThatAreNotUtf8AreFilesLikeAnyOther) {
    const std::string shown = "\xEF\xBF\xBD";
    const std::string y = folder_.file("y\xFF.csv", "1\n2\n");
    const std::string out = folder_.path("landing\xE9");
    std::vector<std::string> arguments = fit(y, out);
    arguments.push_back("--json");
    const Outcome outcome = run_program(arguments);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const json options = json::parse(outcome.out)["provenance"]["options"];
    EXPECT_EQ(options["y"], folder_.path("y" + shown + ".csv"));
    EXPECT_EQ(json::parse(read_file(out + "/fit.json")), json::parse(outcome.out));
    EXPECT_THAT(read_file(out + "/report.html"),
                AllOf(HasSubstr("y" + shown), Not(HasSubstr("\xFF"))));

    const std::string sweep =
        folder_.file("sweep\xFF.toml", "study = \"fit\"\n[fixed]\nx = \"" + x_ + "\"\ny = \"" + y_ +
                                           "\"\ndepth = 2\n[grid]\nalpha = [1, 0.5]\n");
    const std::string shard = folder_.path("shard\xFF");
    const Outcome swept = run_program({"sweep", sweep, "--out", shard, "--json"});
    ASSERT_EQ(swept.exit_code, 0) << swept.err;
    EXPECT_EQ(json::parse(swept.out)["store"], folder_.path("shard" + shown + "/store.sqlite"));
    const Outcome merged = run_program({"merge", folder_.path("all\xFF"), shard, "--json"});
    ASSERT_EQ(merged.exit_code, 0) << merged.err;
    EXPECT_EQ(json::parse(merged.out)["table"], folder_.path("all" + shown + "/runs.csv"));
}

TEST_F(Trouble, NamesThatAreNotUtf8AreToldInEveryDocument) {
    const std::string matrix = folder_.file("m\xFF.csv", "1,2\n3,\n");
    const std::string samples = folder_.file("s\xFF.csv", "1,2\n3,4\n5,7\n");
    const std::string targets = folder_.file("t\xFF.csv", "1\n2\n1\n");
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"complete", "--matrix", matrix},
          {"train", "--x", samples, "--y", targets, "--alpha", "1", "--max-steps", "2"}}) {
        std::vector<std::string> all = arguments;
        all.insert(all.end(), {"--json", "--out", folder_.path(arguments[0] + "\xFF")});
        const Outcome outcome = run_program(all);
        EXPECT_NE(outcome.exit_code, 2) << outcome.err;
        EXPECT_THAT(outcome.err, Not(HasSubstr("json.exception")));
        EXPECT_TRUE(json::accept(outcome.out)) << outcome.out;
    }
}

}  // namespace
}  // namespace regimes::cli
