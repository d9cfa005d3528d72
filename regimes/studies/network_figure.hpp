// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/report/figure.hpp"
#include "regimes/store/run_record.hpp"

namespace regimes {

/// Measured runs of a network (network_run.hpp) from one scale or several, a row for each. Runs
/// have the parameter log10_alpha. A number that a run lacks is an empty cell; columns that all
/// runs lack are left out.
DocumentTable network_table(const std::vector<RunRecord>& runs);

/// The same as a figure: loss, error and gradient distance against steps and, if there are several
/// scales, errors, distances and alignment against alpha; with that table. Steps count from 1
/// there, as the axis is logarithmic. What a run lacks is left out.
Figure network_figure(const std::vector<RunRecord>& runs);

}  // namespace regimes
