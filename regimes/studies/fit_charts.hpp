// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/report/line_chart.hpp"
#include "regimes/studies/fit_record.hpp"

namespace regimes {

/// l1 norm, l2 norm and, where there are test data, the test error, each against alpha with one
/// line for each depth and levels at the end points.
std::vector<LineChart> fit_charts(const FitRecord& record);

}  // namespace regimes
