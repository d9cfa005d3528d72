// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <vector>

#include "cli/complete_options.hpp"
#include "regimes/core/partial_matrix.hpp"
#include "regimes/core/status.hpp"

namespace regimes::cli {

/// A completed matrix and what is told of it. Of a cancelled one all numbers are NaN.
struct CompletedPoint {
    std::optional<double> log10_alpha;  ///< none for the end points
    Matrix matrix;
    Status status = Status::cancelled;
    long steps = 0;
    double seconds = 0.0;
    double nuclear_norm = 0.0;
    double frobenius_norm = 0.0;
    double movement = 0.0;              ///< root mean square change of the unobserved entries
    double relative_residual = 0.0;     ///< on the observed entries
    std::optional<double> log_time;     ///< of the flow; none for the end points
    std::optional<double> duality_gap;  ///< of the end points
};

/// What `complete` found.
struct CompleteRecord {
    PartialMatrix problem;
    Index width = 0;
    std::vector<CompletedPoint> points;
    CompletedPoint minimum_frobenius;
    CompletedPoint minimum_nuclear;
};

/// Reads and checks the file. Errors: FileError; UsageError naming the file if a row or a column is
/// empty, or nothing is left to complete.
PartialMatrix read_problem(const CompleteOptions& options);

/// Trains from every alpha and solves for both end points. Ctrl-C leaves the rest cancelled.
/// Errors: UsageError if the width does not go with the matrix.
CompleteRecord run_complete(PartialMatrix problem, const CompleteOptions& options);

}  // namespace regimes::cli
