// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/training_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "regimes/studies/network_figure.hpp"

namespace regimes {

namespace {

using Json = nlohmann::ordered_json;

std::optional<double> metric_of(const RunRecord& run, const char* name) {
    const auto found = run.result.metrics.find(name);
    if (found == run.result.metrics.end()) return std::nullopt;
    return found->second;
}

/// A metric of the run from the scale as given, if it is done.
std::optional<double> metric_as_given(const StepRuns& step, const char* name) {
    const auto run = std::find_if(step.runs.begin(), step.runs.end(), [](const RunRecord& one) {
        return std::fabs(number(one.parameters, "log10_alpha")) < same_log10;
    });
    return run == step.runs.end() ? std::nullopt : metric_of(*run, name);
}

std::string error_text(double error, bool is_rate) {
    return is_rate ? fmt::format("{:.2f} %", 100.0 * error) : fmt::format("{:.4g}", error);
}

Json number_or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json verdict_json(const StepRuns& step, bool has_classes) {
    const Laziness& laziness = step.laziness;
    return {{"regime", name(laziness.as_given)},
            {"gradient_distance", number_or_null(laziness.distance_as_given)},
            {"log10_edge", number_or_null(laziness.log10_edge)},
            {"log10_transition", number_or_null(laziness.log10_transition)},
            {"largest_distance", laziness.log10_largest ? Json(laziness.largest_distance) : Json()},
            {"test_error", number_or_null(metric_as_given(step, "test_error"))},
            {"linearized_error", number_or_null(metric_as_given(step, "linearized_error"))},
            {"sentences", verdict_of(step, has_classes)}};
}

Json run_json(const RunRecord& run) {
    const double log10_alpha = number(run.parameters, "log10_alpha");
    Json json = {{"log10_alpha", log10_alpha}, {"alpha", scale_of_log10(log10_alpha)}};
    if (!run.failure.empty()) {
        json["status"] = "failed";
        json["failure"] = run.failure;
        return json;
    }
    json["status"] = run.result.status ? Json(name(*run.result.status)) : Json();
    json["seconds"] = run.provenance.seconds;
    for (const auto& [name, value] : run.result.metrics) {
        if (name == "steps") {
            json["iterations"] = std::llround(value);
        } else {
            json[name] = value;
        }
    }
    Json history = Json::object();
    for (const auto& [name, values] : run.result.traces) {
        constexpr std::string_view start = "history_";
        if (!name.starts_with(start)) continue;
        history[name == "history_steps" ? "iterations" : name.substr(start.size())] = values;
    }
    json["history"] = history;
    return json;
}

std::string step_text(const StepRuns& step) {
    return fmt::format("Step size {:.4g}", step.step_size);
}

Entries values_of(const ScaleRuns& runs, const TrainingReport& report) {
    Entries values = report.members;
    values.emplace_back("verdict", verdict_json(runs.steps.front(), report.has_classes).dump());
    if (runs.steps.size() > 1) {
        Json steps = Json::array();
        for (const StepRuns& step : runs.steps) {
            Json one = {{"step_size", step.step_size}};
            one.update(verdict_json(step, report.has_classes));
            steps.push_back(one);
        }
        values.emplace_back("step_sizes", steps.dump());
    }
    Json solutions = Json::array();
    for (const StepRuns& step : runs.steps) {
        for (const RunRecord& run : step.runs) solutions.push_back(run_json(run));
    }
    values.emplace_back("solutions", solutions.dump());
    return values;
}

/// A figure for each step size.
std::vector<Figure> figures_of(const ScaleRuns& runs) {
    std::vector<Figure> figures;
    for (const StepRuns& step : runs.steps) {
        Figure figure = network_figure(step.runs);
        if (runs.steps.size() > 1) {
            figure.name += fmt::format("-{}", figures.size() + 1);
            figure.title = step_text(step);
        }
        figures.push_back(std::move(figure));
    }
    return figures;
}

/// What a run that took all steps lacks, and what may help.
std::string shortfall(const RunRecord& run) {
    const auto& metrics = run.result.metrics;
    std::string text =
        fmt::format("after {:.0f} steps the loss is {:.3g}, {:.3g} expected", metrics.at("steps"),
                    metrics.at("train_loss"), metrics.at("loss_tolerance"));
    if (run.result.traces.contains("history_train_error")) {
        text += fmt::format(", with {:.2f} % wrong labels", 100.0 * metrics.at("train_error"));
    }
    if (!metrics.contains("gradient_distance")) {
        return text + ": every unit of a layer is off; try a smaller {step_size}";
    }
    return text + ": try more {max_steps}, or a larger {loss_tolerance}";
}

std::string trouble(const RunRecord& run) {
    if (!run.failure.empty()) return "failed: " + run.failure;
    if (run.result.status != Status::diverged) return shortfall(run);
    const double step_size = run.result.metrics.at("step_size");
    return fmt::format(
        "diverged at step {:.0f} with step size {:.3g}: try a smaller {{step_size}}, such as "
        "{:.1g}",
        run.result.metrics.at("steps"), step_size, step_size / 4.0);
}

std::string run_text(const RunRecord& run, bool several_step_sizes) {
    std::string text =
        fmt::format("alpha {:.4g}", std::pow(10.0, number(run.parameters, "log10_alpha")));
    if (several_step_sizes) {
        text += fmt::format(", step size {:.4g}", number(run.parameters, "step_size"));
    }
    return text;
}

std::vector<std::string> warnings_of(const ScaleRuns& runs, bool are_kept) {
    std::vector<std::string> warnings;
    for (const StepRuns& step : runs.steps) {
        for (const RunRecord& run : step.runs) {
            if (run.failure.empty() && run.result.converged) continue;
            warnings.push_back(run_text(run, runs.steps.size() > 1) + ": " + trouble(run));
        }
    }
    if (runs.summary.cancelled) {
        warnings.push_back(fmt::format(
            "cancelled after {} of {} scales{}", runs.count(), runs.summary.tasks,
            are_kept ? "; they are kept, and the same command resumes from there" : ""));
    }
    return warnings;
}

}  // namespace

std::vector<std::string> verdict_of(const StepRuns& step, bool has_classes) {
    std::vector<std::string> sentences = describe(step.laziness);
    const auto trained = metric_as_given(step, "test_error");
    const auto linearized = metric_as_given(step, "linearized_error");
    if (trained && linearized) {
        sentences.push_back(
            fmt::format("At the scale as given training ends with a test error of {}; the network "
                        "linearised at its start would have scored {}.",
                        error_text(*trained, has_classes), error_text(*linearized, has_classes)));
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

Answer training_answer(const ScaleRuns& runs, const TrainingReport& report,
                       const Settings& settings) {
    Answer answer;
    Document& document = answer.document;
    document.title = report.title;
    for (const StepRuns& step : runs.steps) {
        document.findings.push_back(
            {runs.steps.size() > 1 ? step_text(step) : "", verdict_of(step, report.has_classes)});
    }
    document.facts = report.subject;
    if (runs.count() > 0) document.figures = figures_of(runs);
    document.values = values_of(runs, report);
    add_provenance(document, settings);
    answer.warnings = warnings_of(runs, report.are_kept);
    return answer;
}

}  // namespace regimes
