// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/observer.hpp"
#include "regimes/data/sparse_regression.hpp"
#include "regimes/store/run_record.hpp"

namespace regimes {

/// How the largest alpha that still recovers the truth is looked for, in l = ln(alpha^D).
struct LargestAlphaOptions {
    double depth = 2.0;            ///< D >= 2
    double threshold = 0.025;      ///< > 0; on ||beta - beta*||^2
    double ceiling = 2.0;          ///< of l: where the search begins, at the kernel end
    double floor = -230.0;         ///< of l: where it gives up (alpha^D = 1e-100)
    double tolerance = 1e-4;       ///< > 0; of l
    Observer* observer = nullptr;  ///< cancellation, not owned
};

/// The largest alpha^D at which training lands within the threshold of the truth.
///
/// The exact path is walked from the kernel end in steps of l that grow towards the rich end, until
/// an error is below the threshold; the crossing is then bracketed (TOMS 748) with solves that
/// start from the bracket's kernel end. A dip below the threshold and back between two points of
/// the walk is not seen.
///
/// Metrics: success (1 or 0); log_alpha_to_the_depth, of a success only; least_error, the smallest
/// error met; solves; factorisations. Not converged: a solve of the way did not converge.
RunResult largest_alpha(const SparseRegression& data, const LargestAlphaOptions& options);

}  // namespace regimes
