// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/sweep/sweep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <new>

#include "regimes/store/store_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::int64_t seed_of(const Parameters& parameters) { return whole_number(parameters, "seed"); }

/// Seeds 0 to count - 1 of "squares"; counts how often something is run.
class Squares {
public:
    explicit Squares(std::int64_t count) {
        plan.experiment = "squares";
        plan.experiment_version = 1;
        for (std::int64_t seed = 0; seed < count; ++seed) plan.tasks.push_back({{"seed", seed}});
        plan.run = [this](const Parameters& parameters, Observer*) {
            ++calls;
            return square_run(seed_of(parameters)).result;
        };
    }
    Squares(const Squares&) = delete;
    Squares& operator=(const Squares&) = delete;

    SweepPlan plan;
    std::atomic<int> calls = 0;
};

TEST(Sweep, ComputesEachPointOnce) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    Squares squares(50);
    squares.plan.tasks.push_back({{"seed", std::int64_t{7}}});  // equal to another
    const SweepSummary first = run_sweep(squares.plan, store, {.jobs = 3});
    EXPECT_EQ(first.tasks, 50U);
    EXPECT_EQ(first.computed, 50U);
    EXPECT_EQ(first.reused, 0U);
    EXPECT_FALSE(first.cancelled);
    EXPECT_EQ(squares.calls, 50);
    for (const RunRecord& run : store.runs()) {
        EXPECT_EQ(run.result.metrics, square_run(seed_of(run.parameters)).result.metrics);
    }
    const SweepSummary second = run_sweep(squares.plan, store);
    EXPECT_EQ(second.reused, 50U);
    EXPECT_EQ(second.computed, 0U);
    EXPECT_EQ(squares.calls, 50);
    EXPECT_EQ(store.count(), 50U);
}

TEST(Sweep, ComputesAnewForAnotherVersion) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    Squares squares(5);
    run_sweep(squares.plan, store);
    squares.plan.experiment_version = 2;
    EXPECT_EQ(run_sweep(squares.plan, store).computed, 5U);
    EXPECT_EQ(store.count(), 10U);
}

TEST(Sweep, SharesTasksAmongShards) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    Squares squares(10);
    std::vector<std::size_t> sizes;
    for (const int shard : {2, 3, 1}) {
        const auto summary = run_sweep(squares.plan, store, {.shard = shard, .shards = 3});
        sizes.push_back(summary.tasks);
        EXPECT_EQ(summary.computed, summary.tasks);
    }
    EXPECT_THAT(sizes, ElementsAre(3, 4, 3));
    EXPECT_EQ(squares.calls, 10);
    EXPECT_EQ(store.count(), 10U);
}

TEST(Sweep, RecordsFailuresWithTheirReasons) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    Squares squares(6);
    squares.plan.run = [](const Parameters& parameters, Observer*) -> RunResult {
        RunResult result = square_run(seed_of(parameters)).result;
        switch (seed_of(parameters)) {
            case 0: throw std::invalid_argument("seed: 0 given");
            case 1: throw std::bad_alloc();
            case 2: throw 3;
            case 3: result.metrics["x"] = std::nan(""); break;
            case 4: result.converged = false; break;
            default: break;
        }
        return result;
    };
    const SweepSummary summary = run_sweep(squares.plan, store, {.jobs = 2});
    EXPECT_EQ(summary.computed, 6U);
    EXPECT_EQ(summary.failed, 4U);
    EXPECT_EQ(summary.unconverged, 1U);
    std::map<std::int64_t, std::string> reasons;
    for (const RunRecord& run : store.runs({.failed_only = true})) {
        reasons[seed_of(run.parameters)] = run.failure;
    }
    EXPECT_EQ(reasons, (std::map<std::int64_t, std::string>{{0, "seed: 0 given"},
                                                            {1, "not enough memory"},
                                                            {2, "an exception of an unknown kind"},
                                                            {3, "its metric x is NaN"}}));
}

TEST(Sweep, RetriesFailuresOnlyWhenAsked) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    store.insert({failed_run(1), failed_run(3)});
    Squares squares(4);
    const SweepSummary kept = run_sweep(squares.plan, store);
    EXPECT_EQ(kept.computed, 2U);
    EXPECT_EQ(kept.failed, 2U);
    const SweepSummary retried = run_sweep(squares.plan, store, {.retry_failed = true});
    EXPECT_EQ(retried.computed, 2U);
    EXPECT_EQ(retried.reused, 2U);
    EXPECT_EQ(retried.failed, 0U);
    EXPECT_EQ(store.count(), 4U);
}

/// Asks for a stop after so many reports.
class Impatient final : public Observer {
public:
    void report(const Progress& progress) override { last = progress.fraction; }
    bool cancelled() const override { return stop; }
    std::atomic<bool> stop = false;
    std::atomic<double> last = -1.0;
};

TEST(Sweep, KeepsWhatWasDoneWhenItIsCancelled) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    Squares squares(1000);
    Impatient observer;
    const auto compute = squares.plan.run;
    // The seventh run asks for the stop, and is itself one that heeds it.
    squares.plan.run = [&](const Parameters& parameters, Observer* own) {
        RunResult result = compute(parameters, own);
        if (seed_of(parameters) != 7) return result;
        observer.stop = true;
        while (!own->cancelled()) continue;
        result.metrics["x"] = -1.0;  // half done
        return result;
    };
    const SweepSummary summary = run_sweep(squares.plan, store, {.jobs = 1, .observer = &observer});
    EXPECT_TRUE(summary.cancelled);
    EXPECT_EQ(summary.computed, 7U);
    EXPECT_EQ(store.count(), 7U);
    EXPECT_EQ(store.state(key_of(square_run(7))), RunStore::State::absent);
    squares.plan.run = compute;
    observer.stop = false;
    const SweepSummary rest = run_sweep(squares.plan, store, {.observer = &observer});
    EXPECT_EQ(rest.computed, 993U);
    EXPECT_FALSE(rest.cancelled);
    EXPECT_EQ(observer.last, 1.0);
}

TEST(Sweep, TellsHowFarItsRunsAre) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    Squares squares(2);
    Impatient observer;
    const auto compute = squares.plan.run;
    // Each run waits until its own half has been passed on, as half of one of two.
    squares.plan.run = [&](const Parameters& parameters, Observer* own) {
        own->report({0.5, "half"});
        const double expected = 0.25 + (seed_of(parameters) == 0 ? 0.0 : 0.5);
        while (observer.last < expected) continue;
        EXPECT_EQ(observer.last, expected);
        return compute(parameters, own);
    };
    run_sweep(squares.plan, store, {.jobs = 1, .observer = &observer});
    EXPECT_EQ(observer.last, 1.0);
}

TEST(Sweep, StopsWhenTheDiskIsFullAndLosesNothing) {
    const StoreFolder folder;
    const auto path = folder / "a.sqlite";
    Squares squares(5000);
    {
        RunStore store(path, {.max_pages = 60});
        EXPECT_EQ(store_error([&] { run_sweep(squares.plan, store, {.jobs = 2}); }, path),
                  "no room left (full disk); every run recorded so far is safe");
    }
    RunStore store(path);
    const std::size_t kept = store.count();
    EXPECT_LT(kept, 5000U);
    const SweepSummary rest = run_sweep(squares.plan, store);
    EXPECT_EQ(rest.reused, kept);
    EXPECT_EQ(rest.computed, 5000U - kept);
    EXPECT_EQ(store.count(), 5000U);
}

TEST(Sweep, RefusesOptionsOutsideTheirDomain) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    const Squares squares(1);
    const auto refused = [&](const SweepOptions& options, const std::string& message) {
        EXPECT_THAT([&] { run_sweep(squares.plan, store, options); },
                    ThrowsMessage<std::invalid_argument>(message));
    };
    refused({.jobs = -1}, "jobs: -1 given, at least 0 expected");
    refused({.shards = 0}, "shards: 0 given, at least 1 expected");
    refused({.shard = 0}, "shard: 0 given, 1 to 1 expected");
    refused({.shard = 4, .shards = 3}, "shard: 4 given, 1 to 3 expected");
    EXPECT_THAT([&] { run_sweep({}, store); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("plan: ")));
}

}  // namespace
}  // namespace regimes
