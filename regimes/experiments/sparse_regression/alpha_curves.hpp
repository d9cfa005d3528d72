// SPDX-License-Identifier: BSD-3-Clause
// Figures 1(a) and 1(b): population error and excess norms along alpha.
#pragma once

#include <vector>

#include "regimes/core/observer.hpp"
#include "regimes/data/sparse_regression.hpp"
#include "regimes/report/figure.hpp"
#include "regimes/store/run_record.hpp"

namespace regimes {

/// The ends of the grid, where the limits are reached to the tolerances of the claims.
constexpr double rich_log10_alpha = -6.0;
constexpr double kernel_log10_alpha = 1.0;

/// One instance along a grid of alpha, even in log10 alpha between the two ends.
///
/// Traces log10_alpha (falling), population_error, excess_l1_norm, excess_l2_norm. Metrics:
/// l1_error and l2_error, the population errors of the two limits themselves; factorisations.
/// Domain: points >= 2.
RunResult alpha_curve(const SparseRegression& data, double depth, double log10_from,
                      double log10_to, int points, Observer* observer);

/// Adds the rows and claims of 1(a) and 1(b) from finished runs (quantity = "curve").
void add_alpha_curves(Figure& figure, const std::vector<RunRecord>& runs);

}  // namespace regimes
