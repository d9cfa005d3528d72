// SPDX-License-Identifier: BSD-3-Clause
// A figure as data and declaration, and the claims that it is held to.
//
// A document has one for each of its sections; whatever is empty is not shown.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "regimes/report/document_table.hpp"
#include "regimes/report/picture.hpp"

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

/// What became of a claim.
enum class Verdict {
    holds,
    missed,
    not_comparable,  ///< what was run cannot decide it: another size, or too few points
};
/// "holds", "missed", "not comparable".
std::string_view name(Verdict verdict);

/// Something the paper says about a figure, and what we found.
struct Claim {
    std::string claim;      ///< a sentence
    std::string paper;      ///< the paper's number or statement, with its place
    std::string measured;   ///< ours, with its unit and spread
    std::string tolerance;  ///< what counts as agreement
    Verdict verdict = Verdict::missed;
    /// Of a miss, the best explanation; of what is not comparable, what it would need; else empty
    /// or a remark.
    std::string explanation = {};

    bool holds() const { return verdict == Verdict::holds; }
    /// Holds or is missed. `explanation_of_miss` is kept only with a miss.
    void decide(bool agrees, std::string explanation_of_miss = {});
    /// Not comparable; `needed` completes "Needs ...", as in "at least two N".
    void leave_open(const std::string& needed);
};

/// Everything a report shows of one figure.
struct Figure {
    std::string name;     ///< "sparse-regression"
    std::string title;    ///< "Sparse regression (Figure 1)"
    std::string caption;  ///< plain text, a paragraph a line: what is shown
    std::vector<FigureRow> rows;
    std::vector<Claim> claims;
    std::vector<std::string> notes;  ///< settings, what the paper leaves open, cost: plain text
    std::string specification;       ///< Vega-Lite JSON; its data source is named "rows"
    std::vector<Strip> strips = {};
    DocumentTable table = {};
};

/// How many claims of the figure ended so.
std::size_t count_claims(const Figure& figure, Verdict verdict);

}  // namespace regimes
