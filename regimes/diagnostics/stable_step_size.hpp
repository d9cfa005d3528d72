// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// What a loss and its batches do to the largest stable step.
struct StepSizeProblem {
    Index outputs = 1;       ///< of a sample, >= 1: the kernel has as many rows for each
    Index samples = 1;       ///< N >= 1 that training takes; the kernel may be that of some of them
    Index batch_size = 0;    ///< in [1, N], or 0: all samples
    double curvature = 2.0;  ///< > 0; largest second derivative of the loss of a sample by its
                             ///< outputs: 2 for squared loss (no 1/2), 1/2 for cross-entropy
};

/// The largest eigenvalue of a symmetric positive semidefinite matrix, from below, by power
/// iteration: until it grows by less than 1e-6 of itself, at most 1000 times. 0 for the matrix 0.
/// Errors: std::invalid_argument for a matrix that is empty, not square or not finite.
double largest_eigenvalue(const Matrix& matrix);

/// The step size below which gradient descent on the mean loss, L = (1/N) sum_n l_n(f_n), shrinks
/// every residual that it can change, as long as the tangent kernel K stays what it is.
///
///     2 / (c (s beta + (1 - s) lambda)),   s = (N - B) / (B (N - 1))
///
/// lambda = lambda_max(K) / M, of the M samples that K is of, beta = max_n lambda_max(K_nn), of the
/// block of one sample; c the curvature, B the batch size. With all samples in a batch s = 0, and
/// for squared loss the bound is sharp: above it the residual grows along the first eigenvector.
/// In batches it bounds the mean square of the residual of a model that can fit the data, since
/// E[H_B^2] <= s E[H_n^2] + (1 - s) H^2 for the Hessians H_n of single samples. For L without 1/N
/// divide by N. Infinite where K is 0. Of M < N samples it is an estimate.
/// Shapes: K is (M outputs) x (M outputs), sample by sample.
/// Errors: std::invalid_argument for a K whose rows are no multiple of `outputs`, or as above, and
/// for a field outside its domain.
/// Source: Ma, Bassily, Belkin (2018), theorem 4 (batches); Boehning (1992) (curvature of
/// cross-entropy).
double stable_step_size(const Matrix& kernel, const StepSizeProblem& problem = {});

}  // namespace regimes
