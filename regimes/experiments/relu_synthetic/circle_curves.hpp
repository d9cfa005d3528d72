// SPDX-License-Identifier: BSD-3-Clause
// Figure 5(a) and (b) from runs: curves over alpha, and where they pass from regime to regime.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "regimes/experiments/curve.hpp"

namespace regimes {

/// By depth; each curve by alpha. Runs that did not fit their data are left out.
using CircleCurves = std::map<std::int64_t, Curve>;

/// Of the runs whose points are "spaced" or "uniform".
CircleCurves circle_curves(const std::vector<RunRecord>& runs, const std::string& points);

double test_error_of(const RunResult& run);
double linearized_error_of(const RunResult& run);
double gradient_distance_of(const RunResult& run);

/// "D = 2".
std::string depth_series(std::int64_t depth);

/// alpha^D.
double to_the_depth(double alpha, std::int64_t depth);

/// Medians and 10 to 90 % bands against alpha^D: 5(a) the test error, 5(a) kernel that of
/// linearised training, 5(b) the gradient distance.
std::vector<FigureRow> circle_rows(const CircleCurves& curves);

/// The gradient distance between 0 and the rich regime's 1/2 to 3/4.
constexpr double half_way = 0.25;

/// Where the gradient distance passes 1/4, as alpha; not a number if it does not. The points are
/// gradient distances by alpha, with straight lines in ln(alpha) between them.
double transition_alpha(const std::map<double, double>& points);

}  // namespace regimes
