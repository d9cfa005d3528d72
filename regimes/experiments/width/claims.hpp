// SPDX-License-Identifier: BSD-3-Clause
// What Figure 6 draws, and what is claimed of it.
#pragma once

#include "regimes/experiments/curve.hpp"

namespace regimes {

/// The curves of Figure 6 against k, by alpha^2.
using WidthCurves = std::map<double, Curve>;

/// From runs with the parameters of `WidthExperiment`.
WidthCurves width_curves(const std::vector<RunRecord>& runs);

/// Panels "6 excess" and "6 change" (series alpha^2, x = k) and "6 transition" (relative change
/// against x = alpha^2 k).
void add_rows(Figure& figure, const WidthCurves& curves);

/// Only claims for which there are runs.
std::vector<Claim> width_claims(const WidthCurves& curves);

/// log10(alpha^2 k) where the median change is half of what Y* asks for, by alpha^2; rows that do
/// not get there are left out.
std::map<double, double> transitions(const WidthCurves& curves);

}  // namespace regimes
