// SPDX-License-Identifier: BSD-3-Clause
// A sweep that is killed again and again, and one that is shared by threads, shards and processes:
// no run is lost, none is computed twice, and the table has the same bytes.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <random>
#include <set>
#include <thread>

#include "regimes/store/store_folder_test.hpp"
#include "regimes/sweep/planned_runs.hpp"
#include "regimes/sweep/runs_table.hpp"
#include "regimes/sweep/sweep.hpp"

namespace regimes {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t size = 120;

RunResult compute(const Parameters& parameters) {
    const auto seed = static_cast<double>(whole_number(parameters, "seed"));
    if (std::fmod(seed, 17.0) == 3.0) throw std::runtime_error("unlucky");
    RunResult result;
    result.metrics = {{"third", seed / 3.0}, {"log", std::log(seed)}};
    result.traces = {{"powers", {seed, seed * seed}}};
    result.converged = std::fmod(seed, 10.0) != 7.0;
    return result;
}

SweepPlan make_plan(std::function<void(std::int64_t)> before = {}) {
    SweepPlan plan;
    plan.experiment = "thirds";
    plan.experiment_version = 2;
    for (std::int64_t seed = size; seed-- > 0;) {
        plan.tasks.push_back({{"seed", seed}, {"kind", std::string("a, \"b\"")}});
    }
    plan.run = [before](const Parameters& parameters, Observer*) {
        if (before) before(whole_number(parameters, "seed"));
        return compute(parameters);
    };
    return plan;
}

void set_plan(RunStore& store, const SweepPlan& plan) {
    std::vector<std::string> keys;
    for (const PlannedRun& run : planned_runs(plan)) keys.push_back(run.key);
    store.set_plan(keys);
}

std::string table_of(const RunStore& store) {
    const RunsTable table = runs_table(store);
    EXPECT_EQ(std::count(table.text.begin(), table.text.end(), '\n'),
              static_cast<std::ptrdiff_t>(table.rows) + 1);
    return table.text;
}

/// The table of one thread that nothing disturbs.
std::string expected_table() {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    const SweepPlan plan = make_plan();
    set_plan(store, plan);
    run_sweep(plan, store, {.jobs = 1});
    return table_of(store);
}

TEST(RunsTable, HasARowForEachPointInTheOrderOfThePlan) {
    const std::string table = expected_table();
    EXPECT_EQ(table.substr(0, table.find('\n')), "kind,seed,log,third,status");
    EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), size + 1);
    for (const std::string row : {"1,0,0.3333333333333333,done", "0,-inf,0,done", "3,,,failed",
                                  "7,1.9459101490553132,2.3333333333333335,unconverged"}) {
        EXPECT_THAT(table, ::testing::HasSubstr("\n\"a, \"\"b\"\"\"," + row + "\n"));
    }
    EXPECT_LT(table.find(",5,"), table.find(",4,"));
}

TEST(SharedSweep, HasTheSameBytesForThreadsAndShards) {
    const StoreFolder folder;
    const SweepPlan plan = make_plan();
    RunStore threads(folder / "threads");
    set_plan(threads, plan);
    run_sweep(plan, threads, {.jobs = 7});
    EXPECT_EQ(table_of(threads), expected_table());

    RunStore merged(folder / "merged");
    set_plan(merged, plan);
    for (const int shard : {3, 1, 2}) {
        RunStore store(folder / std::to_string(shard));
        run_sweep(plan, store, {.jobs = 2, .shard = shard, .shards = 3});
        merged.merge_from(store);
    }
    EXPECT_EQ(table_of(merged), expected_table());
}

TEST(RunsTable, HoldsOnlyThePlan) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    SweepPlan plan = make_plan();
    run_sweep(plan, store);
    plan.tasks.resize(2);
    set_plan(store, plan);
    const std::string table = table_of(store);
    EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 3);
}

/// A process that sweeps, and notes each run in a file as it begins.
pid_t start_sweep(const fs::path& path, const fs::path& begun) {
    const pid_t child = fork();
    if (child != 0) return child;
    const int file = open(begun.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const SweepPlan plan = make_plan([file](std::int64_t seed) {
        const std::string line = std::to_string(seed) + "\n";
        if (write(file, line.data(), line.size()) < 0) _exit(3);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    });
    try {
        RunStore store(path);
        run_sweep(plan, store, {.jobs = 2});
        _exit(0);
    } catch (...) {
        _exit(2);
    }
}

/// True if the process ended on its own; its exit code must be 0 then.
bool ended_well(pid_t child) {
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) return false;
    EXPECT_EQ(WEXITSTATUS(status), 0);
    return true;
}

std::set<std::string> recorded_keys(const fs::path& path) {
    std::set<std::string> keys;
    if (!fs::exists(path)) return keys;
    const RunStore store(path);
    for (const RunRecord& run : store.runs()) keys.insert(key_of(run));
    return keys;
}

std::vector<std::int64_t> begun_since(const fs::path& path, std::size_t& lines_seen) {
    std::ifstream stream(path);
    std::vector<std::int64_t> all;
    for (std::int64_t seed = 0; stream >> seed;) all.push_back(seed);
    const std::vector<std::int64_t> fresh(all.begin() + static_cast<std::ptrdiff_t>(lines_seen),
                                          all.end());
    lines_seen = all.size();
    return fresh;
}

TEST(KilledSweep, LosesNothingAndRepeatsNothing) {
    const StoreFolder folder;
    const fs::path path = folder / "a.sqlite";
    std::mt19937 random(4);
    std::set<std::string> recorded;
    std::size_t lines_seen = 0;
    int kills = 0;
    for (bool finished = false; !finished;) {
        const pid_t child = start_sweep(path, folder / "begun");
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 60));
        kill(child, SIGKILL);
        finished = ended_well(child);
        if (!finished) ++kills;
        ASSERT_LT(kills, 1000);
        for (const std::int64_t seed : begun_since(folder / "begun", lines_seen)) {
            const std::string key = run_key(
                "thirds", 2, make_plan().tasks.at(static_cast<std::size_t>(size - 1 - seed)));
            EXPECT_FALSE(recorded.contains(key)) << seed << " was recorded, and computed again";
        }
        const auto now = recorded_keys(path);
        for (const std::string& key : recorded) EXPECT_TRUE(now.contains(key)) << key << " is lost";
        recorded = now;
        // Where a machine is too slow to get anywhere between two kills, it is let go.
        if (kills >= 40 && !finished) {
            EXPECT_TRUE(ended_well(start_sweep(path, folder / "begun")));
            finished = true;
        }
    }
    EXPECT_GT(kills, 0);
    RunStore store(path);
    set_plan(store, make_plan());
    EXPECT_EQ(table_of(store), expected_table());
}

TEST(SharedStore, IsFilledByTwoSweepsAtATime) {
    const StoreFolder folder;
    const fs::path path = folder / "a.sqlite";
    const pid_t one = start_sweep(path, folder / "begun");
    const pid_t other = start_sweep(path, folder / "begun");
    EXPECT_TRUE(ended_well(one));
    EXPECT_TRUE(ended_well(other));
    RunStore store(path);
    EXPECT_EQ(store.count(), static_cast<std::size_t>(size));
    set_plan(store, make_plan());
    EXPECT_EQ(table_of(store), expected_table());
}

}  // namespace
}  // namespace regimes
