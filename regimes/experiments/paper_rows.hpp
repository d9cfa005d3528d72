// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>
#include <vector>

#include "regimes/report/figure.hpp"

namespace regimes {

/// The printed numbers of an experiment, from FOLDER/paper.csv: lines that start with '#' say where
/// they come from, then the header panel,series,x,y or panel,series,x,y,low,high, then one line for
/// each mark of the paper.
/// Errors: std::invalid_argument naming the file and the line that is not of this form.
std::vector<FigureRow> paper_rows(std::string_view folder);

}  // namespace regimes
