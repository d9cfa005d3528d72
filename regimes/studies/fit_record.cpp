// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/fit_record.hpp"

#include <algorithm>
#include <cmath>

#include "regimes/studies/settings.hpp"

namespace regimes {

Index effective_support(ConstVectorRef coefficients) {
    const double floor = support_threshold * coefficients.lpNorm<Eigen::Infinity>();
    return (coefficients.array().abs() > floor).count();
}

bool has_landed(const FitPoint& point) {
    return point.status == Status::converged && point.primal_residual <= landed_residual;
}

std::vector<Index> largest_coefficients(ConstVectorRef coefficients, std::size_t most) {
    const double floor = support_threshold * coefficients.lpNorm<Eigen::Infinity>();
    std::vector<Index> features;
    for (Index i = 0; i < coefficients.size(); ++i) {
        if (std::fabs(coefficients[i]) > floor) features.push_back(i);
    }
    std::stable_sort(features.begin(), features.end(), [&coefficients](Index i, Index j) {
        return std::fabs(coefficients[i]) > std::fabs(coefficients[j]);
    });
    if (features.size() > most) features.resize(most);
    return features;
}

double worst_residual(const FitPoint& point) {
    return std::max(
        {point.primal_residual, point.stationarity_residual, std::fabs(point.duality_gap)});
}

std::string alpha_label(const FitPoint& point) {
    return point.log10_alpha ? scale_text(*point.log10_alpha) : point.name;
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
