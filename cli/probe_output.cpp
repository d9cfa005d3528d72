// SPDX-License-Identifier: BSD-3-Clause
#include "cli/probe_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "cli/training_runs.hpp"
#include "cli/vega_folder.hpp"
#include "regimes/core/version.hpp"
#include "regimes/experiments/network_figure.hpp"
#include "regimes/report/figure_page.hpp"

namespace regimes::cli {

namespace {

using Json = nlohmann::ordered_json;

Index parameters_of(const Module& module) {
    Index count = 0;
    for (const ModuleParameter& parameter : module.parameters()) {
        Index size = 1;
        for (const Index length : parameter.shape) size *= length;
        count += size;
    }
    return count;
}

/// The run from the scale as given, if it is done.
const RunRecord* run_as_given(const ProbedStep& step) {
    const auto found = std::find_if(step.runs.begin(), step.runs.end(), [](const RunRecord& run) {
        return std::fabs(number(run.parameters, "log10_alpha")) < same_log10;
    });
    return found == step.runs.end() ? nullptr : &*found;
}

std::optional<double> metric_as_given(const ProbedStep& step, const char* name) {
    const RunRecord* run = run_as_given(step);
    if (run == nullptr || !run->result.metrics.contains(name)) return std::nullopt;
    return run->result.metrics.at(name);
}

std::string error_text(double error, bool is_share) {
    return is_share ? fmt::format("{:.2f} %", 100.0 * error) : fmt::format("{:.4g}", error);
}

/// The answer in sentences: regime, edge, transition, the linearised network, and a caution.
std::vector<std::string> verdict(const ProbedStep& step, const ProbeOptions& options) {
    std::vector<std::string> sentences = describe(step.laziness);
    const auto trained = metric_as_given(step, "test_error");
    const auto linearized = metric_as_given(step, "linearized_error");
    if (trained && linearized) {
        const bool is_share = options.has_classes();
        sentences.push_back(
            fmt::format("At the scale as given training ends with a test error of {}; the network "
                        "linearised at its start would have scored {}.",
                        error_text(*trained, is_share), error_text(*linearized, is_share)));
    }
    const auto unfinished = std::count_if(step.runs.begin(), step.runs.end(), [](const auto& run) {
        return !run.failure.empty() || !run.result.converged;
    });
    if (unfinished > 0) {
        sentences.push_back(
            fmt::format("{} of {} runs did not converge, so that this may change with more steps.",
                        unfinished, step.runs.size()));
    }
    return sentences;
}

std::string step_text(const ProbedStep& step) {
    return fmt::format("Step size {:.4g}", step.step_size);
}

std::string data_text(const ProbeOptions& options, const ProbeInput& input) {
    const std::string tests = input.data.x_test.samples() > 0
                                  ? fmt::format("{} test samples", input.data.x_test.samples())
                                  : std::string("no test samples (--test-data or --hold-out)");
    return fmt::format("{}: {} training samples, {}, {}", input.data_name, input.data.x.samples(),
                       tests, options.loss == "squared" ? "squared loss" : options.loss);
}

std::string network_text(const ProbeOptions& options, const ProbeInput& input) {
    return fmt::format("{}: {} parameters, {} {}", options.model, parameters_of(*input.module),
                       input.outputs, input.outputs == 1 ? "output" : "outputs");
}

Json number_or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json verdict_json(const ProbedStep& step, const ProbeOptions& options) {
    const Laziness& laziness = step.laziness;
    return {{"regime", name(laziness.as_given)},
            {"gradient_distance", number_or_null(laziness.distance_as_given)},
            {"log10_edge", number_or_null(laziness.log10_edge)},
            {"log10_transition", number_or_null(laziness.log10_transition)},
            {"largest_distance", laziness.log10_largest ? Json(laziness.largest_distance) : Json()},
            {"test_error", number_or_null(metric_as_given(step, "test_error"))},
            {"linearized_error", number_or_null(metric_as_given(step, "linearized_error"))},
            {"sentences", verdict(step, options)}};
}

Json options_json(const ProbeOptions& options, const ModuleRunOptions& run) {
    const ModuleTrainingOptions& training = run.training;
    const Json chosen = "chosen";
    const bool choose_step = options.step_sizes.front() == 0.0;
    return {
        {"log10_alpha", options.log10_alphas},
        {"refine", options.refinements},
        {"scale", run.scales_outputs ? "outputs" : "parameters"},
        {"scale_only", run.scaled},
        {"freeze", run.frozen},
        {"unbiased", run.subtract_start},
        {"loss", options.loss},
        {"step_size", choose_step ? chosen : Json(options.step_sizes)},
        {"batch_size", training.batch_size},
        {"loss_tolerance", training.loss_tolerance > 0.0 ? Json(training.loss_tolerance) : chosen},
        {"max_steps", training.max_steps},
        {"seed", training.seed},
        {"linearized", run.linearized},
        {"device", options.device},
        {"precision", options.precision},
        {"kernel_samples", run.kernel_samples},
        {"directions", run.directions > 0 ? Json(run.directions) : Json("all")}};
}

/// A figure for each step size.
std::vector<Figure> figures_of(const ProbeRecord& record) {
    std::vector<Figure> figures;
    for (const ProbedStep& step : record.steps) {
        Figure figure = network_figure(step.runs);
        if (record.steps.size() > 1) {
            figure.name += fmt::format("-{}", figures.size() + 1);
            figure.title += ": step size " + fmt::format("{:.4g}", step.step_size);
        }
        figures.push_back(std::move(figure));
    }
    return figures;
}

std::string lead_of(const ProbeRecord& record, const ProbeOptions& options) {
    std::string lead;
    for (const ProbedStep& step : record.steps) {
        if (record.steps.size() > 1) lead += step_text(step) + ": ";
        for (const std::string& sentence : verdict(step, options)) lead += sentence + " ";
    }
    lead.pop_back();
    return lead;
}

}  // namespace

Json probe_json(const ProbeRecord& record, const ProbeOptions& options, const ProbeInput& input) {
    Json json = {{"model", options.model},
                 {"data", input.data_name},
                 {"n_samples", input.data.x.samples()},
                 {"n_test_samples", input.data.x_test.samples()},
                 {"n_outputs", input.outputs},
                 {"n_parameters", parameters_of(*input.module)},
                 {"verdict", verdict_json(record.steps.front(), options)}};
    if (record.steps.size() > 1) {
        json["step_sizes"] = Json::array();
        for (const ProbedStep& step : record.steps) {
            Json one = {{"step_size", step.step_size}};
            one.update(verdict_json(step, options));
            json["step_sizes"].push_back(one);
        }
    }
    json["runs"] = Json::array();
    for (const ProbedStep& step : record.steps) {
        for (const RunRecord& run : step.runs) json["runs"].push_back(run_json(run));
    }
    const BuildInfo& build = build_info();
    json["provenance"] = {{"version", build.version},
                          {"commit", build.commit},
                          {"options", options_json(options, record.options)}};
    return json;
}

std::string probe_text(const ProbeRecord& record, const ProbeOptions& options,
                       const ProbeInput& input) {
    const bool several = record.steps.size() > 1;
    std::string text;
    for (const ProbedStep& step : record.steps) {
        if (several) text += step_text(step) + ":\n";
        for (const std::string& sentence : verdict(step, options)) {
            text += fmt::format("{}{}\n", several ? "  " : "", sentence);
        }
    }
    text += "\n" + data_text(options, input) + "\n" + network_text(options, input) + "\n";
    for (const ProbedStep& step : record.steps) {
        if (step.runs.empty()) continue;
        text += "\n" + (several ? step_text(step) + ":\n" : std::string());
        text += aligned(network_table(step.runs));
    }
    return text;
}

std::string probe_page(const ProbeRecord& record, const ProbeOptions& options,
                       const ProbeInput& input) {
    FigureReport report;
    report.title = "Lazy or rich: " + std::filesystem::path(options.model).filename().string();
    report.lead = lead_of(record, options);
    report.figures = figures_of(record);
    report.settings = {{"data", data_text(options, input)},
                       {"network", network_text(options, input)}};
    for (auto& setting :
         settings_of(options_json(options, record.options), {"log10_alpha", "loss"})) {
        if (setting.second != "[]") report.settings.push_back(std::move(setting));
    }
    report.provenance = page_provenance();
    if (const auto vega = find_vega()) report.vega = read_vega(*vega);
    return figure_page(report);
}

}  // namespace regimes::cli
