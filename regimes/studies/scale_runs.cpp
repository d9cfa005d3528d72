// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/scale_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "regimes/numerics/blas_threads.hpp"
#include "regimes/studies/field.hpp"
#include "regimes/sweep/planned_runs.hpp"

namespace regimes {

namespace {

/// Reports the progress of the scales so far as that of all there may be.
class FractionObserver final : public Observer {
public:
    FractionObserver(Observer* all, double fraction) : all_(all), fraction_(fraction) {}
    void report(const Progress& progress) override {
        if (all_ != nullptr) all_->report({fraction_ * progress.fraction, progress.what});
    }
    bool cancelled() const override { return all_ != nullptr && all_->cancelled(); }

private:
    Observer* all_;
    double fraction_;
};

class ScaleSearch {
public:
    ScaleSearch(const ScalePlan& plan, RunStore& store, Observer* observer)
        : asked_(plan), store_(store), observer_(observer) {
        sweep_ = {plan.study, plan.version, {}, plan.run};
        if (plan.keeps_checkpoints) {
            sweep_.checkpoints = store.path().parent_path() / "checkpoints";
        }
    }

    ScaleRuns run() {
        for (const double step_size : asked_.step_sizes) {
            for (const double log10_alpha : asked_.log10_alphas) add(step_size, log10_alpha);
        }
        ScaleRuns found;
        found.summary = compute();
        for (int k = 0; k < asked_.refinements; ++k) {
            if (found.summary.cancelled || !refine()) break;
            found.summary = compute();
        }
        for (const double step_size : asked_.step_sizes) {
            std::vector<RunRecord> runs = runs_of(step_size, true);
            const Laziness laziness = find_laziness(runs);
            found.steps.push_back({step_size, std::move(runs), laziness});
        }
        return found;
    }

private:
    void add(double step_size, double log10_alpha) {
        Parameters parameters = asked_.common;
        parameters["step_size"] = step_size;
        parameters["log10_alpha"] = log10_alpha;
        sweep_.tasks.push_back(std::move(parameters));
    }

    bool is_planned(double step_size, double log10_alpha) const {
        return std::any_of(sweep_.tasks.begin(), sweep_.tasks.end(), [&](const Parameters& task) {
            return number(task, "step_size") == step_size &&
                   std::fabs(number(task, "log10_alpha") - log10_alpha) < same_log10;
        });
    }

    SweepSummary compute() {
        plan_runs(store_, sweep_);
        const auto all = asked_.step_sizes.size() * (asked_.log10_alphas.size() +
                                                     static_cast<std::size_t>(asked_.refinements));
        FractionObserver observer(
            observer_, static_cast<double>(sweep_.tasks.size()) / static_cast<double>(all));
        const SingleThreadedBlas guard;  // threads are those of the runs
        SweepOptions options;
        options.jobs = asked_.threads;
        options.retry_failed = true;
        options.observer = &observer;
        return run_sweep(sweep_, store_, options);
    }

    /// Plans one more scale for each step size that has an edge; false if there is none.
    bool refine() {
        const std::size_t before = sweep_.tasks.size();
        for (const double step_size : asked_.step_sizes) {
            const auto next = find_laziness(runs_of(step_size, false)).next_log10_alpha;
            if (next && !is_planned(step_size, *next)) add(step_size, *next);
        }
        return sweep_.tasks.size() > before;
    }

    std::vector<RunRecord> runs_of(double step_size, bool with_traces) const {
        std::vector<RunRecord> runs;
        store_.for_each({.planned_only = true, .with_traces = with_traces},
                        [&](const RunRecord& run) {
                            if (number(run.parameters, "step_size") == step_size) {
                                runs.push_back(run);
                            }
                        });
        if (asked_.refinements == 0) return runs;
        std::stable_sort(runs.begin(), runs.end(), [](const RunRecord& a, const RunRecord& b) {
            return number(a.parameters, "log10_alpha") < number(b.parameters, "log10_alpha");
        });
        return runs;
    }

    const ScalePlan& asked_;
    RunStore& store_;
    Observer* observer_;
    SweepPlan sweep_;
};

}  // namespace

void plan_runs(RunStore& store, const SweepPlan& sweep) {
    for (const std::string& key : store.plan()) {
        const auto run = store.find(key);
        if (!run) continue;
        if (run->experiment == sweep.experiment) break;
        throw FieldError(fmt::format("{{out}}: {} holds runs of {}; another folder expected",
                                     store.path().string(), run->experiment));
    }
    std::vector<std::string> keys;
    for (const PlannedRun& run : planned_runs(sweep)) keys.push_back(run.key);
    store.set_plan(keys);
}

std::size_t ScaleRuns::count() const {
    std::size_t count = 0;
    for (const StepRuns& step : steps) count += step.runs.size();
    return count;
}

ScaleRuns run_scales(const ScalePlan& plan, const std::filesystem::path& folder,
                     Observer* observer) {
    RunStore store(folder / "store.sqlite");
    return ScaleSearch(plan, store, observer).run();
}

}  // namespace regimes
