// SPDX-License-Identifier: BSD-3-Clause
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "regimes/store/run_store.hpp"
#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const std::string small_sweep =
    "experiment = \"regularizers\"\n[fixed]\npoints = 5\n[grid]\n"
    "function = [\"q\", \"r\"]\nreach = { from = 1, to = 100, count = 3, scale = \"log\" }\n";

// The matrix has ten rows, so that the start at the identity wants ten columns.
const std::string failing_sweep =
    "experiment = \"matrix-completion\"\n[fixed]\nstart = \"identity\"\n[grid]\nwidth = [1, 2]\n";

/// A folder with a sweep in it.
class SweepFolder : public ScratchFolder {
public:
    explicit SweepFolder(const std::string& text) { file("sweep.toml", text); }
    Outcome sweep(std::vector<std::string> options = {}) const {
        options.insert(options.begin(), {"sweep", path("sweep.toml")});
        return run_program(options);
    }
    std::string table() const { return read_file(path("sweep/runs.csv")); }
};

std::ptrdiff_t lines_in(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
}

/// The table of the sweep in this text, by one thread.
std::string table_of(const std::string& text) {
    const SweepFolder folder(text);
    EXPECT_EQ(folder.sweep({"--jobs", "1"}).exit_code, 0);
    return folder.table();
}

TEST(Sweep, WritesAStoreAndATable) {
    const SweepFolder folder(small_sweep);
    const Outcome outcome = folder.sweep();
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, StartsWith("6 runs: 6 computed, 0 reused\n"));
    EXPECT_THAT(outcome.err, IsEmpty());
    EXPECT_EQ(lines_in(folder.table()), 7);
    EXPECT_THAT(folder.table(), StartsWith("function,points,reach,"));
    // Theorem 1: q(1) = 2 - sqrt(5) + asinh(1/2) = 0.24514384755981...
    EXPECT_THAT(folder.table(), HasSubstr(",0.24514384755981"));
    EXPECT_EQ(RunStore(folder.path("sweep/store.sqlite")).count(), 6U);
}

TEST(Sweep, TellsProgramsInJson) {
    const SweepFolder folder(small_sweep);
    folder.sweep();
    const json document = json::parse(folder.sweep({"--json"}).out);
    EXPECT_EQ(document.at("experiment"), "regularizers");
    EXPECT_EQ(document.at("planned"), 6);
    EXPECT_EQ(document.at("recorded"), 6);
    EXPECT_EQ(document.at("computed"), 0);
    EXPECT_EQ(document.at("reused"), 6);
    EXPECT_EQ(document.at("cancelled"), false);
}

TEST(Sweep, MixesNoOtherSweepIn) {
    const SweepFolder folder(small_sweep);
    folder.sweep();
    const std::string before = folder.table();
    std::string longer = small_sweep;
    longer.replace(longer.find("count = 3"), 9, "count = 5");
    folder.file("sweep.toml", longer);
    const Outcome refused = folder.sweep();
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("holds 6 runs of another sweep; of the 10 points asked for "
                                       "now 6 are among them and 4 would be new: --extend"));
    EXPECT_EQ(folder.table(), before);
    const Outcome extended = folder.sweep({"--extend"});
    EXPECT_EQ(extended.exit_code, 0);
    EXPECT_THAT(extended.out, StartsWith("10 runs: 4 computed, 6 reused\n"));
    EXPECT_EQ(folder.table(), table_of(longer));
    // Back again: nothing is computed, and what is no longer asked for is not in the table.
    folder.file("sweep.toml", small_sweep);
    EXPECT_EQ(folder.sweep().exit_code, 2);
    EXPECT_EQ(folder.sweep({"--extend"}).exit_code, 0);
    EXPECT_EQ(folder.table(), before);
}

TEST(Sweep, HasTheSameBytesFromThreadsAndShards) {
    const SweepFolder folder(small_sweep);
    const std::string table = table_of(small_sweep);
    EXPECT_EQ(folder.sweep({"--jobs", "4"}).exit_code, 0);
    EXPECT_EQ(folder.table(), table);
    const std::string merged = folder.path("merged");
    for (const char* shard : {"1", "2", "3"}) {
        const Outcome part =
            folder.sweep({"--out", folder.path(shard), "--shard", std::string(shard) + "/3"});
        EXPECT_EQ(part.exit_code, 0);
    }
    const Outcome some = run_program({"merge", merged, folder.path("1"), folder.path("3")});
    EXPECT_EQ(some.exit_code, 1);
    EXPECT_EQ(some.err, "regimes: merge: 2 of 6 points are not recorded yet\n");
    const Outcome all =
        run_program({"merge", merged, folder.path("2"), folder.path("1"), "--json"});
    EXPECT_EQ(all.exit_code, 0) << all.err;
    EXPECT_EQ(json::parse(all.out).at("added"), 2);
    EXPECT_EQ(json::parse(all.out).at("known"), 2);
    EXPECT_EQ(read_file(merged + "/runs.csv"), table);
}

#ifdef REGIMES_MPIRUN
TEST(Sweep, HasTheSameBytesFromRanks) {
    const SweepFolder folder(small_sweep);
    for (const char* ranks : {"1", "3"}) {
        const std::string out = folder.path(ranks);
        const std::string command = std::string(REGIMES_MPIRUN) +
                                    " --allow-run-as-root --oversubscribe -n " + ranks + " '" +
                                    REGIMES_MPI_PROGRAM + "' sweep '" + folder.path("sweep.toml") +
                                    "' --out '" + out + "' > '" + out + ".log' 2>&1";
        EXPECT_EQ(std::system(command.c_str()), 0) << read_file(out + ".log");
        EXPECT_EQ(read_file(out + "/runs.csv"), table_of(small_sweep));
    }
}
#endif

#ifndef REGIMES_MPI
TEST(Sweep, RefusesMpirunWithoutMpi) {
    const SweepFolder folder(small_sweep);
    const Outcome outcome = run_program({"sweep", folder.path("sweep.toml")},
                                        [] { setenv("OMPI_COMM_WORLD_SIZE", "2", 1); });
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("built without MPI"));
}
#endif

TEST(Sweep, ListsFailedRunsAndKeepsThem) {
    const SweepFolder folder(failing_sweep);
    const Outcome outcome = folder.sweep();
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, StartsWith("2 runs: 2 computed, 0 reused, 2 failed\n"));
    EXPECT_THAT(outcome.err, StartsWith("regimes: sweep: 2 runs failed (--retry-failed runs them "
                                        "again):\n  "));
    EXPECT_THAT(outcome.err, HasSubstr("width = 1: "));
    EXPECT_EQ(lines_in(folder.table()), 3);
    EXPECT_THAT(folder.sweep().out, StartsWith("2 runs: 0 computed, 2 reused, 2 failed\n"));
    const json retried = json::parse(folder.sweep({"--retry-failed", "--json"}).out);
    EXPECT_EQ(retried.at("computed"), 2);
    EXPECT_EQ(retried.at("failures").size(), 2U);
    EXPECT_EQ(retried.at("failures")[0].at("parameters").at("width"), 1);
}

TEST(Sweep, GoesOnAfterCtrlC) {
    const std::string text =
        "experiment = \"regularizers\"\n[fixed]\npoints = 20001\n[grid]\n"
        "reach = { from = 1, to = 100, count = 400 }\n";
    const SweepFolder folder(text);
    const Outcome stopped =
        interrupt_program({"sweep", folder.path("sweep.toml"), "--jobs", "1", "--json"});
    EXPECT_EQ(stopped.exit_code, 1);
    EXPECT_THAT(stopped.err, HasSubstr("regimes: sweep: cancelled;"));
    const json first = json::parse(stopped.out);
    EXPECT_EQ(first.at("cancelled"), true);
    EXPECT_LT(first.at("recorded"), 400);
    const json second = json::parse(folder.sweep({"--json"}).out);
    EXPECT_EQ(second.at("reused"), first.at("recorded"));
    EXPECT_EQ(second.at("recorded"), 400);
    EXPECT_EQ(folder.table(), table_of(text));
}

TEST(Sweep, LosesNothingOnAFullDisk) {
    const std::string text =
        "experiment = \"regularizers\"\n[fixed]\npoints = 1001\n[grid]\n"
        "reach = { from = 1, to = 100, count = 100 }\n";
    const SweepFolder folder(text);
    const Outcome full = run_program({"sweep", folder.path("sweep.toml")}, [] {
        const rlimit limit{400'000, 400'000};
        setrlimit(RLIMIT_FSIZE, &limit);
        std::signal(SIGXFSZ, SIG_IGN);
    });
    EXPECT_EQ(full.exit_code, 2);
    EXPECT_EQ(full.out, "");
    EXPECT_THAT(full.err, HasSubstr("every run recorded so far is safe"));
    EXPECT_EQ(lines_in(full.err), 1);
    EXPECT_EQ(folder.sweep().exit_code, 0);
    EXPECT_EQ(folder.table(), table_of(text));
}

/// One line on stderr, exit code 2, and nothing written.
void expect_misuse(const SweepFolder& folder, const Outcome& outcome, const std::string& message) {
    EXPECT_EQ(outcome.exit_code, 2) << message;
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(lines_in(outcome.err), 1) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(message));
    EXPECT_FALSE(fs::exists(folder.path("sweep")));
}

TEST(Sweep, NamesMisuse) {
    const SweepFolder folder(small_sweep);
    const auto refused = [&](const std::vector<std::string>& options, const std::string& message) {
        expect_misuse(folder, folder.sweep(options), message);
    };
    refused({"--jobs", "-1"}, "--jobs: ");
    refused({"--jobs", "two"}, "--jobs: ");
    refused({"--shard", "3"}, "--shard: \"3\" given, i/n expected");
    refused({"--shard", "0/2"}, "--shard: ");
    refused({"--shard", "3/2"}, "--shard: 3/2 given");
    refused({"--out", folder.path("sweep.toml")}, "--out: ");
    refused({"--out", "/proc/nowhere"}, "--out: ");
    refused({"--out", ""}, "--out: \"\" given, a folder expected");
}

TEST(Sweep, NamesWhatIsWrongInTheFile) {
    const auto refused = [](const std::string& text, const std::string& message) {
        const SweepFolder folder(text);
        expect_misuse(folder, folder.sweep(), message);
    };
    refused("experiment = \"regularisers\"\n[grid]\nreach = 1.0\n",
            "sweep.toml:1: experiment: \"regularisers\" given");
    refused("experiment = \"fig2\"\n[grid]\n\nraech = 1.0\n",
            "sweep.toml:4: raech: unknown parameter");
    refused("experiment = \"fig2\"\n[grid]\nreach = [1.0, -1.0]\n", "sweep.toml:3: reach: -1");
    refused("experiment = \"fig2\"\n[grid]\nseeds = -2\n", "sweep.toml:3: seeds: -2 given");
    refused("experiment = \"fig2\"\n[grid]\n", "sweep.toml:2: [grid]: empty");
}

const std::string fit_sweep =
    "study = \"fit\"\n[fixed]\nx = \"x.csv\"\ny = \"y.csv\"\n[grid]\n"
    "method = [\"exact\", \"flow\"]\ndepth = [2, 3]\nalpha = [10, 0.3, 0.001]\n";

TEST(Sweep, RunsAStudyOnTheUsersOwnData) {
    const SweepFolder folder(fit_sweep);
    folder.file("x.csv", "1,2\n");
    folder.file("y.csv", "2\n");
    const Outcome outcome = folder.sweep();
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, StartsWith("12 runs: 12 computed, 0 reused\n"));
    EXPECT_EQ(lines_in(folder.table()), 13);
    EXPECT_THAT(folder.table(), StartsWith("data_digest,depth,"));
    const std::string table = folder.table();
    EXPECT_THAT(folder.sweep().out, StartsWith("12 runs: 0 computed, 12 reused\n"));
    // Shards put together give the same bytes, and other data other runs.
    for (const char* shard : {"1/2", "2/2"}) {
        folder.sweep({"--shard", shard, "--out", folder.path(std::string("s") + shard[0])});
    }
    run_program({"merge", folder.path("merged"), folder.path("s1"), folder.path("s2")});
    EXPECT_EQ(read_file(folder.path("merged/runs.csv")), table);
    folder.file("y.csv", "3\n");
    EXPECT_THAT(folder.sweep({"--extend"}).out, StartsWith("12 runs: 12 computed, 0 reused\n"));
}

TEST(Sweep, TakesInterceptScalingAndShapeOfAFit) {
    const SweepFolder folder(
        "study = \"fit\"\n[fixed]\nx = \"x.csv\"\ny = \"y.csv\"\nshape = \"w0.csv\"\nalpha = 1\n"
        "[grid]\nintercept = [false, true]\nstandardize = [false, true]\n");
    folder.file("x.csv", "1,2,1\n3,1,4\n");
    folder.file("y.csv", "2\n3\n");
    folder.file("w0.csv", "1,0.5,2\n");
    ASSERT_EQ(folder.sweep().exit_code, 0);
    EXPECT_THAT(folder.table(), HasSubstr(",metric.intercept,"));
    folder.file("w0.csv", "1,0.5,3\n");
    EXPECT_THAT(folder.sweep({"--extend"}).out, StartsWith("4 runs: 4 computed, 0 reused\n"));
}

TEST(Sweep, NamesWhatIsWrongWithAStudy) {
    const auto refused = [](const std::string& text, const std::string& message) {
        const SweepFolder folder(text);
        folder.file("x.csv", "1,2\n");
        folder.file("y.csv", "2\n");
        expect_misuse(folder, folder.sweep(), message);
    };
    refused("study = \"fti\"\n[grid]\ndepth = 2\n", "sweep.toml:1: study: \"fti\" given");
    refused("study = \"fit\"\n[fixed]\nx = \"x.csv\"\ny = \"y.csv\"\n[grid]\ndepth = 1\n",
            "sweep.toml:6: depth: 1 given, at least 2 expected");
    refused("study = \"fit\"\n[fixed]\nx = \"x.csv\"\n[grid]\ndepth = 2\n", "y: missing");
    refused("study = \"fit\"\n[fixed]\nx = \"x.csv\"\ny = \"no.csv\"\n[grid]\ndepth = 2\n",
            "no.csv: No such file");
}

TEST(Sweep, RefusesWhatIsNoStoreAndLeavesIt) {
    const SweepFolder folder(small_sweep);
    fs::create_directories(folder.path("sweep"));
    const std::string garbage(5000, 'x');
    folder.file("sweep/store.sqlite", garbage);
    const Outcome outcome = folder.sweep();
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("store.sqlite: not a SQLite file\n"));
    EXPECT_EQ(read_file(folder.path("sweep/store.sqlite")), garbage);
}

TEST(Merge, NamesMisuse) {
    const SweepFolder folder(small_sweep);
    folder.sweep();
    const SweepFolder other(failing_sweep);
    other.sweep();
    const auto refused = [&](const std::vector<std::string>& folders, const std::string& message) {
        std::vector<std::string> arguments = {"merge"};
        arguments.insert(arguments.end(), folders.begin(), folders.end());
        const Outcome outcome = run_program(arguments);
        EXPECT_EQ(outcome.exit_code, 2) << message;
        EXPECT_EQ(outcome.out, "");
        EXPECT_EQ(lines_in(outcome.err), 1) << outcome.err;
        EXPECT_THAT(outcome.err, HasSubstr(message));
    };
    const std::string here = folder.path("sweep");
    const std::string there = other.path("sweep");
    const std::string out = folder.path("out");
    refused({out}, "at least one SHARD_DIR expected");
    refused({out, folder.path("none")}, "none/store.sqlite: no such file");
    refused({out, here, there}, "holds another sweep than");
    EXPECT_FALSE(fs::exists(out));
    refused({there, here}, "holds another sweep than the shards");
    refused({here, here}, "can't be merged with itself");
    EXPECT_EQ(RunStore(there + "/store.sqlite").count(), 2U);
}

}  // namespace
}  // namespace regimes::cli
