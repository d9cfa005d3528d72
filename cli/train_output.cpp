// SPDX-License-Identifier: BSD-3-Clause
#include "cli/train_output.hpp"

#include <fmt/format.h>

#include <utility>

#include "cli/training_runs.hpp"
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
    for (auto& setting :
         settings_of(options_json(options, record.options), {"hidden", "log10_alpha", "loss"})) {
        report.settings.push_back(std::move(setting));
    }
    report.provenance = page_provenance();
    if (const auto vega = find_vega()) report.vega = read_vega(*vega);
    return figure_page(report);
}

}  // namespace regimes::cli
