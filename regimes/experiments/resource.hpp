// SPDX-License-Identifier: BSD-3-Clause
// Files beside the experiments that are compiled into the library.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "regimes/report/figure.hpp"

namespace regimes {

/// One such file.
struct Resource {
    std::string_view path;  ///< from regimes/experiments/: "depth/paper.csv"
    std::string_view text;
};

/// Every paper.csv and figure.vl.json there is.
const std::vector<Resource>& resources();

/// The text of one of them. Errors: std::invalid_argument naming the path if there is no such file.
std::string resource(std::string_view path);

/// The printed numbers of an experiment, from FOLDER/paper.csv: lines that start with '#' say where
/// they come from, then the header panel,series,x,y or panel,series,x,y,low,high, then one line for
/// each mark of the paper.
/// Errors: std::invalid_argument naming the file and the line that is not of this form.
std::vector<FigureRow> paper_rows(std::string_view folder);

}  // namespace regimes
