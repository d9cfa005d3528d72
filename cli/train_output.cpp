// SPDX-License-Identifier: BSD-3-Clause
#include "cli/train_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/vega_folder.hpp"
#include "regimes/core/version.hpp"
#include "regimes/experiments/network_figure.hpp"
#include "regimes/report/figure_page.hpp"

namespace regimes::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string data_text(const TrainOptions& options, const TrainData& data) {
    std::string text = fmt::format("{}: {} training samples", data.name, data.network.x.rows);
    if (data.network.x_test.rows > 0) {
        text += fmt::format(", {} test samples", data.network.x_test.rows);
    }
    return text + fmt::format(", {}", options.loss == "squared" ? "squared loss" : options.loss);
}

std::string network_text(const NetworkRunOptions& options) {
    const ReluShape shape = model_shape(options.start);
    return fmt::format("{} ReLU network, {} parameters", fmt::join(shape.widths, "-"),
                       shape.parameters());
}

Json training_of(const RunRecord& run) {
    const Json json = Json::parse(run.result.certificate, nullptr, false);
    return json.is_object() ? json.at("training") : Json::object();
}

Json options_json(const TrainOptions& options, const NetworkRunOptions& run) {
    const NetworkTrainingOptions& training = run.training;
    const auto chosen = [](double value) { return value > 0.0 ? Json(value) : Json("chosen"); };
    return {{"hidden", options.hidden},
            {"biases", run.start.shape.biases},
            {"init", options.init},
            {"unbiased", run.start.unbiased},
            {"seed", run.start.seed},
            {"log10_alpha", options.log10_alphas},
            {"loss", options.loss},
            {"step_size", chosen(training.step_size)},
            {"batch_size", training.batch_size},
            {"loss_tolerance", chosen(training.loss_tolerance)},
            {"max_steps", training.max_steps},
            {"frozen_layers", training.frozen_layers},
            {"reduction", options.reduction},
            {"precision", options.precision},
            {"kernel_samples", run.kernel_samples}};
}

Json run_json(const RunRecord& run) {
    const double log10_alpha = number(run.parameters, "log10_alpha");
    Json json = {{"log10_alpha", log10_alpha}, {"alpha", std::pow(10.0, log10_alpha)}};
    if (!run.failure.empty()) {
        json["status"] = "failed";
        json["failure"] = run.failure;
        return json;
    }
    json["status"] = training_of(run).at("status");
    json["seconds"] = run.provenance.seconds;
    for (const auto& [name, value] : run.result.metrics) {
        json[name] = name == "steps" ? Json(static_cast<std::int64_t>(value)) : Json(value);
    }
    json["loss_tolerance"] = training_of(run).at("loss_tolerance");
    Json curve = Json::object();
    for (const auto& [name, values] : run.result.traces) {
        constexpr std::string_view look = "look_";
        if (name.starts_with(look)) curve[name.substr(look.size())] = values;
    }
    json["curve"] = curve;
    return json;
}

/// Columns flush right, the last one flush left.
std::string aligned(const std::vector<std::vector<std::string>>& table) {
    std::string text;
    for (const auto& row : table) {
        std::string line;
        for (std::size_t k = 0; k + 1 < row.size(); ++k) {
            std::size_t width = 0;
            for (const auto& other : table) width = std::max(width, other[k].size());
            line += fmt::format("{:>{}}  ", row[k], width);
        }
        text += line + row.back() + "\n";
    }
    return text;
}

std::string alpha_text(const RunRecord& run) {
    return fmt::format("alpha {:.4g}", std::pow(10.0, number(run.parameters, "log10_alpha")));
}

/// What a run of all steps lacks, and what may help.
std::string shortfall(const RunRecord& run, const Json& training) {
    const auto& metrics = run.result.metrics;
    std::string text = fmt::format("after {} steps the loss is {:.3g}, {:.3g} expected",
                                   training.value("steps", 0L), metrics.at("train_loss"),
                                   training.value("loss_tolerance", 0.0));
    if (run.result.traces.contains("look_train_error")) {
        text += fmt::format(", with {:.2f} % wrong labels", 100.0 * metrics.at("train_error"));
    }
    const bool compared = whole_number(run.parameters, "frozen_layers") == 0;
    if (compared && !metrics.contains("gradient_distance")) {
        return text + ": every unit of a layer is off; try a smaller --step-size";
    }
    return text + ": try more --max-steps, or a larger --loss-tolerance";
}

std::string trouble(const RunRecord& run) {
    if (!run.failure.empty()) return "failed: " + run.failure;
    const Json training = training_of(run);
    if (training.value("status", "") != "diverged") return shortfall(run, training);
    const double step_size = training.value("step_size", 0.0);
    return fmt::format(
        "diverged at step {} with step size {:.3g}: try a smaller --step-size, such as {:.1g}",
        training.value("steps", 0L), step_size, step_size / 4.0);
}

}  // namespace

Json train_json(const TrainRecord& record, const TrainOptions& options, const TrainData& data) {
    const ReluShape shape = model_shape(record.options.start);
    Json json = {{"data", data.name},
                 {"n_samples", data.network.x.rows},
                 {"n_test_samples", data.network.x_test.rows},
                 {"widths", shape.widths},
                 {"n_parameters", shape.parameters()},
                 {"runs", Json::array()}};
    for (const RunRecord& run : record.runs) json["runs"].push_back(run_json(run));
    const BuildInfo& build = build_info();
    json["provenance"] = {{"version", build.version},
                          {"commit", build.commit},
                          {"options", options_json(options, record.options)}};
    return json;
}

std::string train_text(const TrainRecord& record, const TrainOptions& options,
                       const TrainData& data) {
    const std::string head = data_text(options, data) + "\n" + network_text(record.options) + "\n";
    return record.runs.empty() ? head : head + "\n" + aligned(network_table(record.runs));
}

std::string train_page(const TrainRecord& record, const TrainOptions& options,
                       const TrainData& data) {
    FigureReport report;
    report.title = "How lazy is this network?";
    report.lead =
        "A network trained from initialisations of different scale. From a large scale "
        "training stays near its start and behaves like a kernel method; from a small "
        "one it learns features.";
    report.figures = {network_figure(record.runs)};
    report.settings = {{"data", data_text(options, data)},
                       {"network", network_text(record.options)}};
    const Json used = options_json(options, record.options);
    for (const auto& [name, value] : used.items()) {
        if (name == "hidden" || name == "log10_alpha" || name == "loss") continue;
        std::string words = name;
        std::replace(words.begin(), words.end(), '_', ' ');
        report.settings.emplace_back(words,
                                     value.is_string() ? value.get<std::string>() : value.dump());
    }
    const BuildInfo& build = build_info();
    report.provenance = {{"Written by regimes", std::string(build.version)},
                         {"commit", std::string(build.commit)}};
    if (const auto vega = find_vega()) report.vega = read_vega(*vega);
    return figure_page(report);
}

std::string unfinished_text(const TrainRecord& record) {
    std::string text;
    for (const RunRecord& run : record.runs) {
        if (run.failure.empty() && run.result.converged) continue;
        text += fmt::format("regimes: train: {}: {}\n", alpha_text(run), trouble(run));
    }
    return text;
}

}  // namespace regimes::cli
