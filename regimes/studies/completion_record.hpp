// SPDX-License-Identifier: BSD-3-Clause
// What a completion found.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "regimes/core/partial_matrix.hpp"
#include "regimes/core/status.hpp"

namespace regimes {

/// A completed matrix and what is told of it. Of a cancelled one all numbers are NaN.
struct CompletedPoint {
    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

    std::optional<double> log10_alpha = {};  ///< none for the end points
    Matrix matrix = {};
    Status status = Status::cancelled;
    long steps = 0;
    double seconds = 0.0;
    double nuclear_norm = 0.0;
    double frobenius_norm = 0.0;
    /// exp of the entropy of the singular values as shares of their sum: r if r of them are equal
    /// and the others 0. Source: Roy, Vetterli, EUSIPCO 2007.
    double effective_rank = 0.0;
    Vector singular_values = {};             ///< the largest, descending
    double movement = 0.0;                   ///< root mean square change of the unobserved entries
    double relative_residual = 0.0;          ///< on the observed entries
    std::optional<double> log_time = {};     ///< of the flow; none for the end points
    std::optional<double> duality_gap = {};  ///< of the end points
    /// By how much the flow missed what it should conserve, U^T U - V^T V; none for the end points.
    std::optional<double> balancedness_drift = {};
    /// Root mean square error on held-out entries, and relative to their root mean square; none
    /// without held-out entries.
    std::optional<double> held_out_rmse = {};
    std::optional<double> held_out_error = {};
};

/// Everything one run of `complete` has to tell.
struct CompletionRecord {
    PartialMatrix problem;  ///< that was trained on
    std::vector<ObservedEntry> held_out = {};
    std::vector<std::string> notes = {};       ///< on what was read
    std::vector<std::string> row_labels = {};  ///< none: rows have no names
    std::vector<std::string> col_labels = {};  ///< none: columns have no names
    Index width = 0;
    std::string start;                   ///< "identity", "unbiased", "gaussian"
    std::vector<CompletedPoint> points;  ///< in the order asked for
    CompletedPoint minimum_frobenius;
    CompletedPoint minimum_nuclear;
};

/// The trained completion to use: of those that converged the one of least error on held-out
/// entries, or without these of the smallest alpha. Null: none converged.
const CompletedPoint* chosen_point(const CompletionRecord& record);

/// The scales that were worked on (not cancelled), alpha falling.
std::vector<const CompletedPoint*> trained_points(const CompletionRecord& record);

}  // namespace regimes
