// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/relu_synthetic/circle_curves.hpp"

#include <fmt/format.h>

#include <cmath>

namespace regimes {

CircleCurves circle_curves(const std::vector<RunRecord>& runs, const std::string& points) {
    CircleCurves curves;
    for (const RunRecord& run : runs) {
        if (!run.failure.empty() || !run.result.converged) continue;
        if (text(run.parameters, "points") != points) continue;
        const std::int64_t depth = whole_number(run.parameters, "depth");
        curves[depth][number(run.parameters, "alpha")].push_back(&run.result);
    }
    return curves;
}

double test_error_of(const RunResult& run) { return run.metrics.at("test_error"); }
double linearized_error_of(const RunResult& run) { return run.metrics.at("linearized_error"); }
double gradient_distance_of(const RunResult& run) { return run.metrics.at("gradient_distance"); }

std::string depth_series(std::int64_t depth) { return fmt::format("D = {}", depth); }

double to_the_depth(double alpha, std::int64_t depth) {
    return std::pow(alpha, static_cast<double>(depth));
}

std::vector<FigureRow> circle_rows(const CircleCurves& curves) {
    std::vector<FigureRow> all;
    for (const auto& [depth, curve] : curves) {
        const auto add = [&all, &depth = depth, &curve = curve](const Measure& measure,
                                                                const std::string& panel) {
            for (FigureRow& row : figure_rows(curve, measure, panel, depth_series(depth))) {
                row.x = to_the_depth(row.x, depth);
                all.push_back(row);
            }
        };
        add(test_error_of, "5(a)");
        add(linearized_error_of, "5(a) kernel");
        add(gradient_distance_of, "5(b)");
    }
    return all;
}

double transition_alpha(const std::map<double, double>& points) {
    std::map<double, double> by_log;
    for (const auto& [alpha, distance] : points) by_log[std::log(alpha)] = distance;
    return std::exp(crossing(by_log, half_way));
}

}  // namespace regimes
