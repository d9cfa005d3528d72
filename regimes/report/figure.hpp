// SPDX-License-Identifier: BSD-3-Clause
// A figure as data and declaration, and the claims that it is held to.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace regimes {

/// One mark of a figure: (x, y) of a series in a panel, with the ends of its band.
/// Rows of the paper's own numbers have `source` "paper", ours "ours".
struct FigureRow {
    std::string panel;
    std::string series;
    double x = 0.0;
    double y = 0.0;
    std::optional<double> low;
    std::optional<double> high;
    std::string source = "ours";
};

/// Something the paper says about a figure, and what we found.
struct Claim {
    std::string claim;      ///< a sentence
    std::string paper;      ///< the paper's number or statement, with its place
    std::string measured;   ///< ours, with its unit and spread
    std::string tolerance;  ///< what counts as agreement
    bool holds = false;
    std::string explanation = {};  ///< for a miss: the best explanation; else empty or a remark
};

/// Everything a report shows of one figure.
struct Figure {
    std::string name;     ///< "sparse-regression"
    std::string title;    ///< "Sparse regression (Figure 1)"
    std::string caption;  ///< plain text: what is shown
    std::vector<FigureRow> rows;
    std::vector<Claim> claims;
    std::vector<std::string> notes;  ///< settings, what the paper leaves open, cost: plain text
    std::string specification;       ///< Vega-Lite JSON; its data source is named "rows"
    std::vector<std::vector<std::string>> table = {};  ///< over the chart: a head, then rows
};

}  // namespace regimes
