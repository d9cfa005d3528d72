// SPDX-License-Identifier: BSD-3-Clause
// What Figure 6 draws, and what is claimed of it.
#pragma once

#include "regimes/experiments/curve.hpp"

namespace regimes {

/// The curves of Figure 6 against k, by alpha^2.
using WidthCurves = std::map<double, Curve>;

/// From runs with the parameters of `WidthExperiment`.
WidthCurves width_curves(const std::vector<RunRecord>& runs);

/// The excess nuclear norm relative to that of the completion of least Frobenius norm: 0 in the
/// rich regime, 1 in the kernel regime.
double relative_excess(const RunResult& run);

/// Panels "6 excess" and "6 change" (series alpha^2, x = k), and "6 excess transition" and
/// "6 change transition" (relative, against x = alpha^2 k).
void add_rows(Figure& figure, const WidthCurves& curves);

/// `lack` is what the runs would need to have the paper's size, or empty.
std::vector<Claim> width_claims(const WidthCurves& curves, const std::string& lack = {});

/// log10(alpha^2 k) where the median of a measure passes 1/2, by alpha^2; those that do not get
/// there are left out.
std::map<double, double> transitions(const WidthCurves& curves, const Measure& measure);

}  // namespace regimes
