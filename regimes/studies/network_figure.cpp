// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/network_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>

namespace regimes {

namespace {

using Json = nlohmann::ordered_json;
using Runs = std::vector<RunRecord>;

constexpr std::size_t most_colours = 9;  // that the pages tell apart

double alpha_of(const RunRecord& run) {
    return std::pow(10.0, number(run.parameters, "log10_alpha"));
}

std::optional<double> metric(const RunRecord& run, const char* name) {
    const auto found = run.result.metrics.find(name);
    if (found == run.result.metrics.end()) return std::nullopt;
    return found->second;
}

/// Runs judged by labels have history_train_error; of others that is no share.
bool has_shares(const Runs& runs) {
    return std::any_of(runs.begin(), runs.end(), [](const RunRecord& run) {
        return run.result.traces.contains("history_train_error");
    });
}

/// A column of the table.
struct Column {
    const char* head;
    std::function<std::string(const RunRecord&)> cell;
};

std::function<std::string(const RunRecord&)> metric_cell(const char* name, const char* format) {
    return [name, format](const RunRecord& run) {
        const auto value = metric(run, name);
        return value ? fmt::format(fmt::runtime(format), *value) : std::string();
    };
}

/// With its standard error, where that is known.
std::function<std::string(const RunRecord&)> distance_cell(const char* name) {
    return [name](const RunRecord& run) {
        const auto value = metric(run, name);
        if (!value) return std::string();
        const auto error = metric(run, (std::string(name) + "_error").c_str());
        return fmt::format("{:.3g}", *value) +
               (error ? fmt::format(" +- {:.1g}", *error) : std::string());
    };
}

std::function<std::string(const RunRecord&)> share_cell(const char* name) {
    return [name](const RunRecord& run) {
        const auto value = metric(run, name);
        return value ? fmt::format("{:.2f} %", 100.0 * *value) : std::string();
    };
}

std::string alignment_cell(const RunRecord& run) {
    const auto start = metric(run, "alignment_start");
    const auto end = metric(run, "alignment_end");
    return start && end ? fmt::format("{:.3f} to {:.3f}", *start, *end) : std::string();
}

std::string status_cell(const RunRecord& run) {
    if (!run.failure.empty()) return "failed";
    return run.result.status ? std::string(name(*run.result.status)) : "";
}

std::vector<Column> columns_of(const Runs& runs) {
    const bool shares = has_shares(runs);
    const auto error = [shares](const char* name) {
        return shares ? share_cell(name) : metric_cell(name, "{:.4g}");
    };
    return {{"alpha", [](const RunRecord& run) { return fmt::format("{:.4g}", alpha_of(run)); }},
            {"test error", error("test_error")},
            {"if lazy", error("linearized_error")},
            {"train error", error("train_error")},
            {"train loss", metric_cell("train_loss", "{:.3g}")},
            {"gradient dist", distance_cell("gradient_distance")},
            {"kernel dist", distance_cell("kernel_distance")},
            {"alignment", alignment_cell},
            {"step size", metric_cell("step_size", "{:.3g}")},
            {"steps", metric_cell("steps", "{:.0f}")},
            {"seconds",
             [](const RunRecord& run) { return fmt::format("{:.1f}", run.provenance.seconds); }},
            {"status", status_cell}};
}

std::string series_of(const RunRecord& run) { return fmt::format("alpha = {:.4g}", alpha_of(run)); }

/// One curve against steps; y of logarithmic axes are above 0.
void add_trace(Figure& figure, const RunRecord& run, const char* panel, const char* trace,
               bool logarithmic) {
    const auto steps = run.result.traces.find("history_steps");
    const auto values = run.result.traces.find(trace);
    if (steps == run.result.traces.end() || values == run.result.traces.end()) return;
    for (std::size_t k = 0; k < values->second.size(); ++k) {
        const double y = values->second[k];
        if (!std::isfinite(y) || (logarithmic && y <= 0.0)) continue;
        figure.rows.push_back({panel, series_of(run), steps->second[k] + 1.0, y, {}, {}});
    }
}

void add_metric(Figure& figure, const Runs& runs, const char* panel, const char* series,
                const char* name, bool logarithmic) {
    for (const RunRecord& run : runs) {
        const auto y = metric(run, name);
        if (!y || (logarithmic && *y <= 0.0)) continue;
        FigureRow row{panel, series, alpha_of(run), *y, {}, {}};
        const auto error = metric(run, (std::string(name) + "_error").c_str());
        if (error && (!logarithmic || *error < *y)) {
            row.low = *y - *error;
            row.high = *y + *error;
        }
        figure.rows.push_back(row);
    }
}

bool has_panel(const Figure& figure, const std::string& panel) {
    return std::any_of(figure.rows.begin(), figure.rows.end(),
                       [&](const FigureRow& row) { return row.panel == panel; });
}

bool has_bars(const Figure& figure, const std::string& panel) {
    return std::any_of(figure.rows.begin(), figure.rows.end(),
                       [&](const FigureRow& row) { return row.panel == panel && row.low; });
}

/// What a panel shows beside its rows.
struct Panel {
    const char* name;
    const char* x;
    const char* y;
    bool logarithmic;    ///< the y axis
    const char* format;  ///< of y
    const char* series;  ///< what series are
};

/// What bars show: a standard error to each side.
Json error_bar_json() {
    return {{"transform", Json::array({Json{{"filter", "isValid(datum.low)"}}})},
            {"mark", "rule"},
            {"encoding", Json{{"y", Json{{"field", "low"}, {"type", "quantitative"}}},
                              {"y2", Json{{"field", "high"}}}}}};
}

Json axis_json(const char* field, const char* title, Json scale, const char* format) {
    return {{"field", field},
            {"type", "quantitative"},
            {"title", title},
            {"scale", std::move(scale)},
            {"axis", Json{{"format", format}, {"tickCount", 6}, {"labelFlush", true}}}};
}

Json tooltip_json(const char* field, const char* title, const char* format) {
    Json json = {{"field", field}, {"title", title}};
    if (format != nullptr) json["format"] = format;
    return json;
}

Json panel_json(const Panel& panel, std::size_t index, bool many_series, bool has_bars) {
    const std::string shown = fmt::format("shown_{}", index);
    const Json log_scale = {{"type", "log"}};
    const Json y_scale = panel.logarithmic ? log_scale : Json{{"zero", true}};
    Json colour = {{"field", "series"}, {"type", "nominal"}, {"sort", nullptr}, {"title", nullptr}};
    if (many_series) colour["scale"] = {{"scheme", "viridis"}};
    const Json condition = {{"param", shown}, {"value", 1}};
    const Json select = {
        {"type", "point"}, {"fields", Json::array({"series"})}, {"toggle", "true"}};
    const Json parameter = {{"name", shown}, {"select", select}, {"bind", "legend"}};
    const Json mark = {{"type", "line"}, {"point", Json{{"size", 30}}}};
    const Json encoding = {{"x", axis_json("x", panel.x, log_scale, "~g")},
                           {"y", axis_json("y", panel.y, y_scale, panel.format)},
                           {"color", colour},
                           {"opacity", Json{{"condition", condition}, {"value", 0.08}}},
                           {"tooltip", Json::array({tooltip_json("series", panel.series, nullptr),
                                                    tooltip_json("x", panel.x, ".4~g"),
                                                    tooltip_json("y", panel.y, panel.format)})}};
    Json layers = Json::array({Json{{"params", Json::array({parameter})}, {"mark", mark}}});
    if (has_bars) layers.push_back(error_bar_json());
    const Json filter = {{"filter", fmt::format("datum.panel == '{}'", panel.name)}};
    return {{"title", panel.name},  {"width", 340},
            {"height", 240},        {"transform", Json::array({filter})},
            {"encoding", encoding}, {"layer", layers}};
}

std::string specification_of(const Figure& figure, bool shares, bool many_series) {
    const char* error = shares ? "share of wrong labels" : "root mean square error";
    const char* error_format = shares ? ".1~%" : ".3~g";
    const Panel panels[] = {
        {"Training loss", "steps + 1", "loss", true, ".2~g", "start"},
        {"Test error", "steps + 1", error, false, error_format, "start"},
        {"Training error", "steps + 1", error, false, error_format, "start"},
        {"Gradient distance", "steps + 1", "gradient distance", false, ".3~g", "start"},
        {"Errors by scale", "alpha", error, false, error_format, "error"},
        {"Distances by scale", "alpha", "distance", true, ".2~g", "distance"},
        {"Alignment by scale", "alpha", "kernel-target alignment", false, ".3~g", "kernel"}};
    Json concat = Json::array();
    for (const Panel& panel : panels) {
        if (!has_panel(figure, panel.name)) continue;
        const bool many = many_series && std::string(panel.series) == "start";
        concat.push_back(panel_json(panel, concat.size(), many, has_bars(figure, panel.name)));
    }
    const Json independent = {{"color", "independent"}};
    const Json json = {{"$schema", "https://vega.github.io/schema/vega-lite/v5.json"},
                       {"data", Json{{"name", "rows"}}},
                       {"columns", 3},
                       {"resolve", Json{{"scale", independent}, {"legend", independent}}},
                       {"concat", concat}};
    return json.dump();
}

}  // namespace

std::vector<std::vector<std::string>> network_table(const Runs& runs) {
    std::vector<std::vector<std::string>> table(runs.size() + 1);
    for (const Column& column : columns_of(runs)) {
        std::vector<std::string> cells;
        for (const RunRecord& run : runs) cells.push_back(column.cell(run));
        const auto empty = [](const std::string& cell) { return cell.empty(); };
        if (std::all_of(cells.begin(), cells.end(), empty)) continue;
        table[0].push_back(column.head);
        for (std::size_t k = 0; k < runs.size(); ++k) table[k + 1].push_back(cells[k]);
    }
    return table;
}

Figure network_figure(const Runs& runs) {
    Figure figure;
    figure.name = "training";
    figure.title = "Where training landed";
    figure.caption = "Each row, and each curve, is one training from its own scale alpha.";
    figure.notes = {
        "The gradient distance is 1 - the cosine between the tangent features at the start and at "
        "the end: near 0 in the kernel (lazy) regime, where features keep their direction.",
        "The kernel distance is ||K_T - K_0|| / ||K_0|| of the tangent kernel; the alignment is "
        "that of the kernel with the targets. \"If lazy\", where it is known, is the test error "
        "that training would end with if the kernel never moved."};
    const bool tested = std::any_of(runs.begin(), runs.end(), [](const RunRecord& run) {
        return run.result.metrics.contains("test_error");
    });
    for (const RunRecord& run : runs) {
        add_trace(figure, run, "Training loss", "history_train_loss", true);
        if (tested) add_trace(figure, run, "Test error", "history_test_error", false);
        if (!tested) add_trace(figure, run, "Training error", "history_train_error", false);
        add_trace(figure, run, "Gradient distance", "history_gradient_distance", false);
    }
    if (runs.size() > 1) {
        add_metric(figure, runs, "Errors by scale", "test", "test_error", false);
        add_metric(figure, runs, "Errors by scale", "training", "train_error", false);
        add_metric(figure, runs, "Errors by scale", "test, if lazy", "linearized_error", false);
        add_metric(figure, runs, "Distances by scale", "gradients", "gradient_distance", true);
        add_metric(figure, runs, "Distances by scale", "kernels", "kernel_distance", true);
        add_metric(figure, runs, "Alignment by scale", "at the start", "alignment_start", false);
        add_metric(figure, runs, "Alignment by scale", "at the end", "alignment_end", false);
    }
    figure.table = network_table(runs);
    figure.specification = specification_of(figure, has_shares(runs), runs.size() > most_colours);
    return figure;
}

}  // namespace regimes
