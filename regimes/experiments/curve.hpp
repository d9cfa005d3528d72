// SPDX-License-Identifier: BSD-3-Clause
// From finished runs to the curves of a figure: runs of one curve, and their spread over seeds.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "regimes/report/figure.hpp"
#include "regimes/store/run_record.hpp"

namespace regimes {

/// The runs of one curve by their place on it, ascending; those of one place differ in their seed.
using Curve = std::map<double, std::vector<const RunResult*>>;

/// Whether parameters have the values `fixed`.
bool has_values(const Parameters& parameters, const Parameters& fixed);

/// The runs that have the parameters `fixed`, by the parameter `x`, a number. Failed ones are left
/// out. Domain: the runs outlive the curve.
Curve curve(const std::vector<RunRecord>& runs, const std::string& x, const Parameters& fixed);

/// How many of the runs gave numbers without having converged.
std::ptrdiff_t unconverged(const std::vector<RunRecord>& runs);

/// The value of a run that a curve shows: a metric, or what is computed from some.
using Measure = std::function<double(const RunResult&)>;

/// The values of these runs, in their order.
std::vector<double> values(const std::vector<const RunResult*>& runs, const Measure& measure);

/// The value below which a share of the values lies, linear between neighbours: 0.5 is the median.
/// Errors: std::invalid_argument for no values, or a share outside [0, 1].
double quantile(std::vector<double> values, double share);
double median(std::vector<double> values);

/// One row for each place of the curve: the median over seeds, within its 10 to 90 % band.
std::vector<FigureRow> figure_rows(const Curve& curve, const Measure& measure,
                                   const std::string& panel, const std::string& series);

/// The medians by place.
std::map<double, double> medians(const Curve& curve, const Measure& measure);

/// Where a line through these points, straight between neighbours, first passes `level`, from
/// either side; not a number if it never does.
double crossing(const std::map<double, double>& points, double level);

}  // namespace regimes
