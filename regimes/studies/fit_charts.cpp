// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/fit_charts.hpp"

#include <fmt/format.h>

#include <functional>
#include <limits>

namespace regimes {

namespace {

using Quantity = std::function<std::optional<double>(const FitPoint&)>;

LineChart chart_of(const FitRecord& record, const std::string& title, const Quantity& quantity) {
    LineChart chart;
    chart.title = title;
    chart.x_label = "log10 alpha: kernel regime on the left, rich regime on the right";
    chart.x_falls = true;
    for (const double depth : record.depths) {
        Series series{fmt::format("depth {:g}", depth), {}, {}};
        for (const FitPoint* point : path_of_depth(record, depth)) {
            series.x.push_back(*point->log10_alpha);
            series.y.push_back(quantity(*point).value_or(std::numeric_limits<double>::quiet_NaN()));
        }
        chart.series.push_back(std::move(series));
    }
    for (const FitPoint* end : {&record.minimum_l2, &record.minimum_l1}) {
        if (end->status == Status::cancelled) continue;
        if (const auto level = quantity(*end)) chart.levels.push_back({end->name, *level});
    }
    return chart;
}

}  // namespace

std::vector<LineChart> fit_charts(const FitRecord& record) {
    std::vector<LineChart> charts;
    charts.push_back(chart_of(record, "l1 norm of the coefficients",
                              [](const FitPoint& point) { return point.l1_norm; }));
    charts.push_back(chart_of(record, "l2 norm of the coefficients",
                              [](const FitPoint& point) { return point.l2_norm; }));
    if (record.minimum_l2.test_error) {
        charts.push_back(chart_of(record, "Share of test samples that are wrong",
                                  [](const FitPoint& point) { return point.test_error; }));
    }
    if (record.minimum_l2.test_mse) {
        charts.push_back(chart_of(record, "Mean squared error on the test samples",
                                  [](const FitPoint& point) { return point.test_mse; }));
    }
    return charts;
}

}  // namespace regimes
