// SPDX-License-Identifier: BSD-3-Clause
// The exact engine against plain simulation: do they agree, and what does each cost?
#pragma once

#include <vector>

#include "regimes/core/observer.hpp"
#include "regimes/data/sparse_regression.hpp"
#include "regimes/report/figure.hpp"
#include "regimes/store/run_record.hpp"

namespace regimes {

/// Gradient flow of the 2 d weights of a diagonal network from alpha, l = ln(alpha^D), integrated
/// until the relative residual is 1e-8.
///
/// Metrics: population_error; distance_from_exact, the relative l2 distance of where it ends from
/// the exact engine's solution; evaluations of the gradient. Not converged: the flow did not end.
RunResult simulated_point(const SparseRegression& data, double depth, double l, Observer* observer);

/// Adds the claim that the simulated points (runs with quantity = "simulation") end where theory
/// says, and a note of what the searches (quantity = "largest-alpha") would have cost by
/// simulation, from the seconds of their provenance. Adds nothing if there is none of either.
void add_simulation_check(Figure& figure, const std::vector<RunRecord>& runs);

}  // namespace regimes
