// SPDX-License-Identifier: BSD-3-Clause
#include "cli/train_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <thread>

#include "cli/exit_code.hpp"
#include "cli/progress_bar.hpp"
#include "regimes/experiments/network_tuning.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/sweep/planned_runs.hpp"

namespace regimes::cli {

namespace {

constexpr const char* experiment_name = "train";
constexpr int experiment_version = 1;

/// Everything that the numbers of a run depend on.
Parameters parameters_of(const TrainOptions& options, const TrainData& data,
                         const NetworkRunOptions& run, double log10_alpha) {
    const auto whole = [](auto value) { return static_cast<std::int64_t>(value); };
    const NetworkTrainingOptions& training = run.training;
    return {{"data", options.data.empty() ? std::string("files") : options.data},
            {"data_digest", data.digest},
            {"samples", whole(data.network.x.rows)},
            {"test_samples", whole(data.network.x_test.rows)},
            {"hidden", fmt::format("{}", fmt::join(options.hidden, ","))},
            {"biases", run.start.shape.biases},
            {"init", options.init},
            {"unbiased", run.start.unbiased},
            {"seed", whole(run.start.seed)},
            {"log10_alpha", log10_alpha},
            {"loss", options.loss},
            {"step_size", training.step_size},
            {"batch_size", whole(training.batch_size)},
            {"loss_tolerance", training.loss_tolerance},
            {"max_steps", whole(training.max_steps)},
            {"frozen_layers", whole(training.frozen_layers)},
            {"reduction", options.reduction},
            {"precision", options.precision},
            {"kernel_samples", whole(run.kernel_samples)},
            {"kernel_memory", whole(run.kernel_memory)},
            {"keeps_parameters", run.keep_parameters}};
}

/// Cores for all runs together.
int cores_for(const TrainOptions& options) {
    if (options.threads > 0) return options.threads;
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

SweepPlan plan_of(const TrainOptions& options, const TrainData& data,
                  const NetworkRunOptions& run) {
    SweepPlan plan{experiment_name, experiment_version, {}, {}};
    for (const double log10_alpha : options.log10_alphas) {
        plan.tasks.push_back(parameters_of(options, data, run, log10_alpha));
    }
    plan.run = [&data, run](const Parameters& parameters, Observer* observer) {
        NetworkRunOptions own = run;
        own.start.log_alpha = number(parameters, "log10_alpha") * std::numbers::ln10;
        own.training.observer = observer;
        return network_run(data.network, own);
    };
    return plan;
}

/// A folder has the runs of one kind of experiment, so that the table of a sweep stays its own.
void settle_plan(RunStore& store, const std::vector<std::string>& keys) {
    for (const std::string& key : store.plan()) {
        const auto run = store.find(key);
        if (!run) continue;
        if (run->experiment == experiment_name) break;
        throw UsageError(fmt::format("--out: {} holds runs of {}; another folder expected",
                                     store.path().string(), run->experiment));
    }
    store.set_plan(keys);
}

}  // namespace

NetworkRunOptions run_options(const TrainOptions& options, const TrainData& data) {
    NetworkRunOptions run = options.run;
    run.start.shape.widths = {data.network.x.cols};
    for (const Index width : options.hidden) run.start.shape.widths.push_back(width);
    run.start.shape.widths.push_back(data.outputs);
    const Index samples = data.network.x.rows;
    run.training.batch_size = options.batch_size.value_or(std::min(usual_batch_size, samples));
    if (run.training.batch_size > samples) {
        throw UsageError(
            fmt::format("--batch-size: {} given, at most {} expected, the number of "
                        "training samples",
                        run.training.batch_size, samples));
    }
    run.kernel_samples = options.kernel_samples.value_or(usual_kernel_samples(data.outputs));
    const int runs = static_cast<int>(options.log10_alphas.size());
    run.training.threads = std::max(1, cores_for(options) / runs);
    return run;
}

TrainRecord run_train(const TrainOptions& options, const TrainData& data, RunStore& store) {
    TrainRecord record;
    record.options = run_options(options, data);
    const SweepPlan plan = plan_of(options, data, record.options);
    std::vector<std::string> keys;
    for (const PlannedRun& run : planned_runs(plan)) keys.push_back(run.key);
    settle_plan(store, keys);
    const SingleThreadedBlas guard;  // threads are those of the runs
    ProgressBar bar;
    SweepOptions sweep;
    sweep.jobs = cores_for(options);
    sweep.retry_failed = true;
    sweep.observer = &bar;
    record.summary = run_sweep(plan, store, sweep);
    record.runs = store.runs({.planned_only = true});
    return record;
}

}  // namespace regimes::cli
