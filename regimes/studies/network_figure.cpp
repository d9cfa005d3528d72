// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/network_figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "regimes/report/line_panels.hpp"
#include "regimes/studies/quantity.hpp"

namespace regimes {

namespace {

using Runs = std::vector<RunRecord>;
using Scale = LinePanel::Scale;

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

using Cells = std::function<TableCell(const RunRecord&)>;

Cells metric_cell(const char* name) {
    return [name](const RunRecord& run) { return TableCell(metric(run, name)); };
}

/// With its standard error, where that is known.
Cells distance_cell(const char* name) {
    return [name](const RunRecord& run) {
        const auto value = metric(run, name);
        const auto error = metric(run, (std::string(name) + "_error").c_str());
        return value && error ? TableCell(fmt::format("{:.3g} +- {:.1g}", *value, *error))
                              : TableCell(value);
    };
}

TableCell alignment_cell(const RunRecord& run) {
    const auto start = metric(run, "alignment_start");
    const auto end = metric(run, "alignment_end");
    return start && end ? TableCell(fmt::format("{:.3f} to {:.3f}", *start, *end)) : TableCell();
}

TableCell steps_cell(const RunRecord& run) {
    const auto steps = metric(run, "steps");
    return steps ? TableCell(std::int64_t{std::llround(*steps)}) : TableCell();
}

TableCell status_cell(const RunRecord& run) {
    if (!run.failure.empty()) return {"failed", true};
    if (!run.result.status) return {};
    return {std::string(name(*run.result.status)), *run.result.status != Status::converged};
}

Quantities<RunRecord> quantities_of(const Runs& runs) {
    const bool shares = has_shares(runs);
    const auto error = [shares](const char* title) {
        return shares ? TableColumn{title, "{:.2f}", "%"} : TableColumn{title, "{:.4g}"};
    };
    return {{"", {"alpha", "{:.4g}"}, alpha_of},
            {"", error("test error"), metric_cell("test_error")},
            {"", error("if lazy"), metric_cell("linearized_error")},
            {"", error("train error"), metric_cell("train_error")},
            {"", {"train loss", "{:.3g}"}, metric_cell("train_loss")},
            {"", {"gradient dist", "{:.3g}"}, distance_cell("gradient_distance")},
            {"", {"kernel dist", "{:.3g}"}, distance_cell("kernel_distance")},
            {"", {"alignment"}, alignment_cell},
            {"", {"step size", "{:.3g}"}, metric_cell("step_size")},
            {"", {"steps"}, steps_cell},
            {"",
             {"seconds", "{:.1f}", "", true},
             [](const RunRecord& run) { return TableCell(run.provenance.seconds); }},
            {"", {"status"}, status_cell}};
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

std::vector<LinePanel> panels_of(bool shares) {
    const char* error = shares ? "fraction of wrong labels" : "root mean square error";
    const char* error_format = shares ? ".1~%" : ".3~g";
    std::vector<LinePanel> panels = {
        {"Training loss", "steps + 1", "loss", "start", ".2~g"},
        {"Test error", "steps + 1", error, "start", error_format},
        {"Training error", "steps + 1", error, "start", error_format},
        {"Gradient distance", "steps + 1", "gradient distance", "start", ".3~g"},
        {"Errors by scale", "alpha", error, "error", error_format},
        {"Distances by scale", "alpha", "distance", "distance", ".2~g"},
        {"Alignment by scale", "alpha", "kernel-target alignment", "kernel", ".3~g"}};
    for (LinePanel& panel : panels) {
        panel.x_scale = Scale::logarithmic;
        const bool of_decades = panel.name == "Training loss" || panel.name == "Distances by scale";
        panel.y_scale = of_decades ? Scale::logarithmic : Scale::from_zero;
    }
    return panels;
}

}  // namespace

DocumentTable network_table(const Runs& runs) {
    std::vector<const RunRecord*> points;
    for (const RunRecord& run : runs) points.push_back(&run);
    return table_of(quantities_of(runs), points);
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
    figure.specification = line_panels(figure, panels_of(has_shares(runs)));
    return figure;
}

}  // namespace regimes
