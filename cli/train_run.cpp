// SPDX-License-Identifier: BSD-3-Clause
#include "cli/train_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cli/exit_code.hpp"
#include "cli/progress_bar.hpp"
#include "cli/training_runs.hpp"
#include "regimes/experiments/network_tuning.hpp"

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
    run.training.threads = std::max(1, cores_or_all(options.threads) / runs);
    return run;
}

TrainRecord run_train(const TrainOptions& options, const TrainData& data, RunStore& store) {
    TrainRecord record;
    record.options = run_options(options, data);
    const SweepPlan plan = plan_of(options, data, record.options);
    ProgressBar bar;
    record.summary = run_training_plan(plan, store, cores_or_all(options.threads), &bar);
    record.runs = store.runs({.planned_only = true});
    return record;
}

}  // namespace regimes::cli
