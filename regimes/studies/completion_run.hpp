// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/core/observer.hpp"
#include "regimes/core/partial_matrix.hpp"
#include "regimes/dynamics/flow_options.hpp"
#include "regimes/models/matrix_factorization_start.hpp"
#include "regimes/solvers/nuclear_norm_completion.hpp"
#include "regimes/studies/completion_record.hpp"

namespace regimes {

/// From which scales a factorisation is trained, and how.
struct CompletionRunOptions {
    MatrixFactorizationStart start;    ///< at alpha = 1
    std::vector<double> log10_alphas;  ///< in any order
    FlowOptions flow;
    CompletionOptions solver;  ///< of the least nuclear norm
    Observer* observer = nullptr;
};

/// Trains from every alpha and solves for both end points; what was cancelled says so.
CompletionRecord run_completion(const PartialMatrix& problem, const CompletionRunOptions& options);

/// One point: the only alpha of the options, without end points.
CompletedPoint run_completion_point(const PartialMatrix& problem,
                                    const CompletionRunOptions& options);

}  // namespace regimes
