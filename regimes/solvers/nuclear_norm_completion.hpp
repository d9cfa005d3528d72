// SPDX-License-Identifier: BSD-3-Clause
// Matrix completion at the two ends of the regimes: least Frobenius norm (kernel), least nuclear
// norm (rich).
#pragma once

#include "regimes/core/observer.hpp"
#include "regimes/core/status.hpp"
#include "regimes/solvers/completion_problem.hpp"

namespace regimes {

/// How hard to try.
struct CompletionOptions {
    double gap_tolerance = 1e-8;   ///< > 0; on the relative duality gap
    int max_iterations = 20000;    ///< >= 1; singular value decompositions
    Observer* observer = nullptr;  ///< progress and cancellation, not owned
};

/// Throws std::invalid_argument naming the first option that is outside its domain.
void validate(const CompletionOptions& options);

/// A completed matrix with its proof.
///
/// For any Z supported on the observed entries with dual norm at most 1 (the spectral norm for the
/// nuclear, the Frobenius norm for the Frobenius norm), <Z, Y> is a lower bound of the norm of
/// every completion, so that
///     duality_gap = (||M|| - <Z, Y>) / ||M||   (0 if M = 0)
/// is the largest share by which the norm of M can exceed the least one.
struct Completion {
    Matrix matrix;  ///< M, d1 x d2; the observed entries are those given, to the last bit
    Matrix dual;    ///< Z, d1 x d2; exact zeros where nothing is observed
    Status status = Status::stalled;  ///< why the iteration ended
    int iterations = 0;               ///< singular value decompositions of the iteration
    double seconds = 0.0;             ///< wall time
    double nuclear_norm = 0.0;        ///< sum of the singular values of M
    double frobenius_norm = 0.0;      ///< square root of the sum of squares of M
    double duality_gap = 0.0;         ///< relative, >= 0 up to rounding
};

/// The completion of least nuclear norm: the limit alpha -> 0 of gradient flow on U V^T.
///
///     argmin_M ||M||_*   subject to   M_ij = Y_ij on the observed entries
///
/// Douglas-Rachford splitting (one SVD of the size of M for each iteration) with a penalty that is
/// balanced early, and Anderson acceleration, whose proposals are dropped where the residual grows
/// to twice the least so far. Where the minimiser is not unique, one of them.
/// Shapes: M is d1 x d2; memory some 40 d1 d2 doubles.
/// Error: the norm is within duality_gap of the least one; with status converged, gap_tolerance.
/// Domain: entries whose rows differ by many orders of magnitude can reach max_iterations.
/// Errors: std::invalid_argument as `validate` of the problem and of the options.
/// Source: Candes, Recht, Foundations of Computational Mathematics 9 (2009); Eckstein, Bertsekas,
/// Mathematical Programming 55 (1992); Woodworth et al. (2020), section 6.
Completion nuclear_norm_completion(const PartialMatrix& problem,
                                   const CompletionOptions& options = {});

/// The completion of least Frobenius norm, zero where nothing is observed: the limit alpha -> inf
/// of gradient flow on U V^T whose tangent kernel at the start is the identity on entries.
/// Errors: std::invalid_argument as `validate` of the problem.
Completion minimum_frobenius_completion(const PartialMatrix& problem);

}  // namespace regimes
