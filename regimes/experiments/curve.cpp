// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace regimes {

namespace {

constexpr double low_share = 0.1;
constexpr double high_share = 0.9;

}  // namespace

bool has_values(const Parameters& parameters, const Parameters& fixed) {
    return std::all_of(fixed.begin(), fixed.end(), [&](const auto& wanted) {
        const auto found = parameters.find(wanted.first);
        return found != parameters.end() && found->second == wanted.second;
    });
}

Curve curve(const std::vector<RunRecord>& runs, const std::string& x, const Parameters& fixed) {
    Curve found;
    for (const RunRecord& run : runs) {
        if (!run.failure.empty() || !has_values(run.parameters, fixed)) continue;
        found[number(run.parameters, x)].push_back(&run.result);
    }
    return found;
}

std::ptrdiff_t unconverged(const std::vector<RunRecord>& runs) {
    return std::count_if(runs.begin(), runs.end(), [](const RunRecord& run) {
        return run.failure.empty() && !run.result.converged;
    });
}

std::vector<double> values(const std::vector<const RunResult*>& runs, const Measure& measure) {
    std::vector<double> found;
    for (const RunResult* run : runs) found.push_back(measure(*run));
    return found;
}

double quantile(std::vector<double> values, double share) {
    if (values.empty()) throw std::invalid_argument("values: none given, at least one expected");
    if (!(share >= 0.0 && share <= 1.0)) {
        throw std::invalid_argument(
            fmt::format("share: {} given, a number between 0 and 1 expected", share));
    }
    std::sort(values.begin(), values.end());
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    if (below + 1 >= values.size()) return values.back();
    const double part = place - static_cast<double>(below);
    return values[below] + part * (values[below + 1] - values[below]);
}

double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

std::vector<FigureRow> figure_rows(const Curve& curve, const Measure& measure,
                                   const std::string& panel, const std::string& series) {
    std::vector<FigureRow> made;
    for (const auto& [x, runs] : curve) {
        const std::vector<double> found = values(runs, measure);
        made.push_back({panel, series, x, median(found), quantile(found, low_share),
                        quantile(found, high_share)});
    }
    return made;
}

std::map<double, double> medians(const Curve& curve, const Measure& measure) {
    std::map<double, double> found;
    for (const auto& [x, runs] : curve) found[x] = median(values(runs, measure));
    return found;
}

double crossing(const std::map<double, double>& points, double level) {
    for (auto left = points.begin(); left != points.end(); ++left) {
        const auto right = std::next(left);
        if (left->second == level) return left->first;
        if (right == points.end()) break;
        if ((left->second < level) == (right->second < level)) continue;
        const double part = (level - left->second) / (right->second - left->second);
        return left->first + part * (right->first - left->first);
    }
    return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace regimes
