// SPDX-License-Identifier: BSD-3-Clause
// Figures 3(a) and 3(b): formulas, no data.
#pragma once

#include <vector>

#include "regimes/report/figure.hpp"
#include "regimes/store/run_record.hpp"

namespace regimes {

/// 3(a): q_D(z) / q_D(4) at `points` places z of [-16, 16].
///
/// Traces z, value. Metrics: value_at_unit, q_D(4); curvature, q_D(z) / z^2 near zero; far_slope,
/// q_D(z) / z at z = 1e12.
RunResult profile_curve(double depth, int points);

/// 3(b): Q(e_1) / Q(1/sqrt(d) (1, ..., 1)) at `points` places l = ln(alpha^D) of [-8, 1]; l1 gives
/// 1/sqrt(d), the squared l2 norm 1.
///
/// Traces log_alpha_to_the_depth, ratio. Metrics: rich_limit and kernel_limit, at l = -1e8 and 100;
/// log_alpha_to_the_depth_near_l1, the l at which the ratio is 1.1 / sqrt(d).
RunResult ratio_curve(double depth, double features, int points);

/// Adds the rows and claims of 3(a) and 3(b) from finished runs.
void add_depth_curves(Figure& figure, const std::vector<RunRecord>& runs);

}  // namespace regimes
