// SPDX-License-Identifier: BSD-3-Clause
#include "cli/probe_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cli/exit_code.hpp"
#include "cli/progress_bar.hpp"
#include "cli/sweep_folder.hpp"
#include "cli/training_runs.hpp"
#include "regimes/store/run_key.hpp"

namespace regimes::cli {

namespace {

constexpr const char* experiment_name = "probe";
constexpr int experiment_version = 1;

/// Everything that the numbers of a run depend on.
Parameters parameters_of(const ProbeOptions& options, const ProbeInput& input,
                         const ModuleRunOptions& run) {
    const auto whole = [](auto value) { return static_cast<std::int64_t>(value); };
    const ModuleTrainingOptions& training = run.training;
    return {{"model_digest", input.model_digest},
            {"data", options.is_data_set() ? options.data : std::string("files")},
            {"data_digest", input.data_digest},
            {"samples", whole(input.data.x.samples())},
            {"test_samples", whole(input.data.x_test.samples())},
            {"scale", std::string(run.scales_outputs ? "outputs" : "parameters")},
            {"scale_only", fmt::format("{}", fmt::join(run.scaled, ","))},
            {"freeze", fmt::format("{}", fmt::join(run.frozen, ","))},
            {"unbiased", run.subtract_start},
            {"loss", options.loss},
            {"batch_size", whole(training.batch_size)},
            {"loss_tolerance", training.loss_tolerance},
            {"max_steps", whole(training.max_steps)},
            {"seed", whole(training.seed)},
            {"linearized", run.linearized},
            {"device", options.device},
            {"precision", options.precision},
            {"kernel_samples", whole(run.kernel_samples)},
            {"kernel_memory", whole(run.kernel_memory)},
            {"directions", whole(run.directions)}};
}

/// Tells the progress of the scales so far as that of all there may be.
class ShareObserver final : public Observer {
public:
    ShareObserver(Observer& all, double share) : all_(all), share_(share) {}
    void report(const Progress& progress) override {
        all_.report({share_ * progress.fraction, progress.what});
    }
    bool cancelled() const override { return all_.cancelled(); }

private:
    Observer& all_;
    double share_;
};

class Probe {
public:
    Probe(const ProbeOptions& options, const ProbeInput& input, RunStore& store)
        : options_(options),
          input_(input),
          store_(store),
          run_(run_options(options, input)),
          common_(parameters_of(options, input, run_)) {
        if (!options.out.empty()) plan_.checkpoints = checkpoints_in(options.out);
    }

    ProbeRecord go() {
        for (const double step_size : options_.step_sizes) {
            for (const double log10_alpha : options_.log10_alphas) add(step_size, log10_alpha);
        }
        plan_.run = [this](const Parameters& parameters, Observer* observer) {
            return run(parameters, observer);
        };
        ProbeRecord record;
        record.options = run_;
        record.summary = compute();
        for (int k = 0; k < options_.refinements; ++k) {
            if (record.summary.cancelled || !refine()) break;
            record.summary = compute();
        }
        for (const double step_size : options_.step_sizes) {
            std::vector<RunRecord> runs = runs_of(step_size, true);
            const Laziness laziness = find_laziness(runs);
            record.steps.push_back({step_size, std::move(runs), laziness});
        }
        return record;
    }

private:
    void add(double step_size, double log10_alpha) {
        Parameters parameters = common_;
        parameters["step_size"] = step_size;
        parameters["log10_alpha"] = log10_alpha;
        plan_.tasks.push_back(std::move(parameters));
    }

    bool is_planned(double step_size, double log10_alpha) const {
        return std::any_of(plan_.tasks.begin(), plan_.tasks.end(), [&](const Parameters& task) {
            return number(task, "step_size") == step_size &&
                   std::fabs(number(task, "log10_alpha") - log10_alpha) < same_log10;
        });
    }

    RunResult run(const Parameters& parameters, Observer* observer) const {
        ModuleRunOptions own = run_;
        own.log_alpha = number(parameters, "log10_alpha") * std::numbers::ln10;
        own.training.step_size = number(parameters, "step_size");
        own.training.observer = observer;
        own.training.key = run_key(experiment_name, experiment_version, parameters);
        own.training.checkpoint = observer->checkpoint();
        return module_run(*input_.module, input_.data, own);
    }

    SweepSummary compute() {
        const auto all =
            options_.step_sizes.size() *
            (options_.log10_alphas.size() + static_cast<std::size_t>(options_.refinements));
        ShareObserver observer(bar_,
                               static_cast<double>(plan_.tasks.size()) / static_cast<double>(all));
        return run_training_plan(plan_, store_, cores_or_all(options_.threads), &observer);
    }

    /// Plans a scale more for each step size that has an edge; false if there is none.
    bool refine() {
        const std::size_t before = plan_.tasks.size();
        for (const double step_size : options_.step_sizes) {
            const auto next = find_laziness(runs_of(step_size, false)).next_log10_alpha;
            if (next && !is_planned(step_size, *next)) add(step_size, *next);
        }
        return plan_.tasks.size() > before;
    }

    std::vector<RunRecord> runs_of(double step_size, bool with_traces) const {
        std::vector<RunRecord> runs;
        store_.for_each({.planned_only = true, .with_traces = with_traces},
                        [&](const RunRecord& run) {
                            if (number(run.parameters, "step_size") == step_size) {
                                runs.push_back(run);
                            }
                        });
        std::sort(runs.begin(), runs.end(), [](const RunRecord& a, const RunRecord& b) {
            return number(a.parameters, "log10_alpha") < number(b.parameters, "log10_alpha");
        });
        return runs;
    }

    const ProbeOptions& options_;
    const ProbeInput& input_;
    RunStore& store_;
    ModuleRunOptions run_;
    Parameters common_;
    SweepPlan plan_{experiment_name, experiment_version, {}, {}};
    ProgressBar bar_;
};

}  // namespace

std::size_t ProbeRecord::count() const {
    std::size_t count = 0;
    for (const ProbedStep& step : steps) count += step.runs.size();
    return count;
}

ModuleRunOptions run_options(const ProbeOptions& options, const ProbeInput& input) {
    ModuleRunOptions run = options.run;
    const Index samples = input.data.x.samples();
    Index batch = options.batch_size.value_or(std::min(run.training.batch_size, samples));
    if (batch == 0) batch = samples;
    if (batch > samples) {
        throw UsageError(fmt::format(
            "--batch-size: {} given, at most {} expected, the number of training samples", batch,
            samples));
    }
    run.training.batch_size = batch;
    run.kernel_samples = std::min(run.kernel_samples, samples);
    if (options.max_epochs) {
        run.training.max_steps =
            *options.max_epochs * static_cast<long>((samples + batch - 1) / batch);
    }
    return run;
}

ProbeRecord run_probe(const ProbeOptions& options, const ProbeInput& input, RunStore& store) {
    return Probe(options, input, store).go();
}

}  // namespace regimes::cli
