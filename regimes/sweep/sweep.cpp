// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/sweep/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "regimes/store/run_store.hpp"
#include "regimes/sweep/eta.hpp"
#include "regimes/sweep/planned_runs.hpp"
#include "regimes/sweep/thread_workers.hpp"
#include "regimes/sweep/workers.hpp"

namespace regimes {

namespace {

using Points = std::vector<const Parameters*>;

void check(const SweepPlan& plan, const SweepOptions& options) {
    const auto refuse = [](const char* name, int value, const std::string& expected) {
        throw std::invalid_argument(
            fmt::format("{}: {} given, {} expected", name, value, expected));
    };
    if (!plan.run) throw std::invalid_argument("plan: a function to run expected");
    if (options.jobs < 0) refuse("jobs", options.jobs, "at least 0");
    if (options.shards < 1) refuse("shards", options.shards, "at least 1");
    if (options.shard < 1 || options.shard > options.shards) {
        refuse("shard", options.shard, fmt::format("1 to {}", options.shards));
    }
}

void note(const RunRecord& record, SweepSummary& summary) {
    if (!record.failure.empty()) {
        ++summary.failed;
    } else if (!record.result.converged) {
        ++summary.unconverged;
    }
}

/// The points of this shard that are to be computed; notes the others in the summary.
Points open_points(const SweepPlan& plan, const RunStore& store, const SweepOptions& options,
                   SweepSummary& summary) {
    const auto shards = static_cast<std::size_t>(options.shards);
    const std::size_t shard = static_cast<std::size_t>(options.shard) % shards;
    Points points;
    std::size_t index = 0;
    for (const PlannedRun& run : planned_runs(plan)) {
        if (index++ % shards != shard) continue;
        ++summary.tasks;
        const RunStore::State state = store.state(run.key);
        const bool failed = state == RunStore::State::failed;
        if (state == RunStore::State::absent || (failed && options.retry_failed)) {
            points.push_back(run.parameters);
            continue;
        }
        ++summary.reused;
        if (failed) ++summary.failed;
        if (state == RunStore::State::unconverged) ++summary.unconverged;
    }
    return points;
}

/// Records what the workers compute, and tells the observer.
class Recorder {
public:
    Recorder(RunStore& store, Observer* observer, SweepSummary& summary)
        : store_(store), observer_(observer), summary_(summary) {}

    void record(Workers& workers) {
        report(0.0);
        while (!workers.finished()) {
            heed_cancelling(workers);
            const std::vector<RunRecord> batch = workers.collect();
            if (!batch.empty()) store_.insert(batch);
            for (const RunRecord& run : batch) note(run, summary_);
            summary_.computed += batch.size();
            report(workers.underway());
        }
        // A request that came too late to stop anything is none.
        summary_.cancelled = summary_.reused + summary_.computed < summary_.tasks;
    }

private:
    void heed_cancelling(Workers& workers) {
        if (stopped_ || observer_ == nullptr || !observer_->cancelled()) return;
        stopped_ = true;
        workers.stop();
    }

    /// With the share done of what is being computed. A run that waits to be collected counts
    /// nowhere, so what has been told is never taken back.
    void report(double underway) {
        if (observer_ == nullptr) return;
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
        const std::size_t done = summary_.reused + summary_.computed;
        const double all = static_cast<double>(std::max<std::size_t>(summary_.tasks, 1));
        const double share = (static_cast<double>(done) + underway) / all;
        fraction_ = std::clamp(share, fraction_, 1.0);
        observer_->report({fraction_, eta_text(done, summary_.tasks, summary_.computed,
                                               elapsed.count(), underway)});
    }

    RunStore& store_;
    Observer* observer_;
    SweepSummary& summary_;
    bool stopped_ = false;
    double fraction_ = 0.0;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

SweepSummary run_sweep_on(const MakeWorkers& make_workers, const SweepPlan& plan, RunStore& store,
                          const SweepOptions& options) {
    check(plan, options);
    SweepSummary summary;
    const Points points = open_points(plan, store, options, summary);
    const std::unique_ptr<Workers> workers = make_workers(plan, points);
    Recorder(store, options.observer, summary).record(*workers);
    std::error_code ignored;  // what runs that failed or were cut off have left stays
    if (!plan.checkpoints.empty()) std::filesystem::remove(plan.checkpoints, ignored);
    return summary;
}

SweepSummary run_sweep(const SweepPlan& plan, RunStore& store, const SweepOptions& options) {
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const auto threads = [&](const SweepPlan& all, const Points& points) {
        return std::make_unique<ThreadWorkers>(all, points,
                                               options.jobs == 0 ? cores : options.jobs);
    };
    return run_sweep_on(threads, plan, store, options);
}

}  // namespace regimes
