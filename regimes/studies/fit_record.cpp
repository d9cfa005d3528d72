// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/fit_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace regimes {

Index effective_support(ConstVectorRef coefficients) {
    const double floor = support_threshold * coefficients.lpNorm<Eigen::Infinity>();
    return (coefficients.array().abs() > floor).count();
}

double worst_residual(const FitPoint& point) {
    return std::max(
        {point.primal_residual, point.stationarity_residual, std::fabs(point.duality_gap)});
}

std::string alpha_label(const FitPoint& point) {
    if (!point.log10_alpha) return point.name;
    double power = std::floor(*point.log10_alpha);
    double digits = 0.01 * std::round(100.0 * std::pow(10.0, *point.log10_alpha - power));
    if (digits >= 10.0) {
        digits = 1.0;
        power += 1.0;
    }
    if (power == 0.0 || power == 1.0) return fmt::format("{:.3g}", digits * std::pow(10.0, power));
    return fmt::format("{:.3g}e{:g}", digits, power);
}

std::vector<const FitPoint*> path_of_depth(const FitRecord& record, double depth) {
    std::vector<const FitPoint*> path;
    for (const FitPoint& point : record.points) {
        if (point.depth == depth && point.status != Status::cancelled) path.push_back(&point);
    }
    std::stable_sort(path.begin(), path.end(), [](const FitPoint* a, const FitPoint* b) {
        return *a->log10_alpha > *b->log10_alpha;
    });
    return path;
}

}  // namespace regimes
