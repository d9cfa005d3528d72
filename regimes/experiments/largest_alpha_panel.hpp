// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "regimes/report/figure.hpp"
#include "regimes/store/run_record.hpp"

namespace regimes {

/// A panel of the largest alpha against the number of samples: 1(c) or 3(c).
struct LargestAlphaPanel {
    std::string panel;  ///< "3(c)"
    std::function<std::string(double depth)> series;
    std::function<double(double depth)> power;  ///< what is drawn is (alpha^D)^power
    bool orders_depths = false;                 ///< whether the paper says how depths compare
    std::string lack = {};  ///< what the runs would need to compare with printed points, or ""
};

/// Adds the panel to a figure: its curves (the median over instances, within the 5 to 95 % band),
/// the printed points' ratios as notes, and the claims.
///
/// `runs` are those of `largest_alpha` with the parameters quantity = "largest-alpha", samples,
/// depth, features and seed; an instance without success counts as below every alpha. Printed
/// points are `printed`, the rows of paper.csv.
void add_largest_alpha(Figure& figure, const LargestAlphaPanel& panel,
                       const std::vector<RunRecord>& runs, const std::vector<FigureRow>& printed);

}  // namespace regimes
