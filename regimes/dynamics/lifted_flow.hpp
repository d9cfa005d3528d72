// SPDX-License-Identifier: BSD-3-Clause
// Gradient flow of matrix factorisations at a cost that does not depend on their width.
//
// With W = [U; V] ((d1 + d2) x k) the flow of sum_n (<X_n, U V^T> - y_n)^2 is
//
//   dW/dt = -2 S W,   S = [[0, R], [R^T, 0]],   R = sum_n (<X_n, U V^T> - y_n) X_n,
//
// so M = W W^T obeys dM/dt = -2 (S M + M S), closed in M (its upper right block is U V^T): only M
// at the start counts, not the width. What is integrated is a square root of M with at most
// d1 + d2 columns, which keeps M positive semidefinite and needs half as many orders of magnitude.
// Its columns are turned from time to time (W Q with orthogonal Q has the same M) so that they stay
// orthogonal, each with its own scale and digits: at alpha = 1e-30, directions that have not
// grown yet are not lost in the rounding of those that have.
#pragma once

#include <memory>

#include "regimes/dynamics/flow_options.hpp"
#include "regimes/dynamics/trajectory.hpp"
#include "regimes/models/matrix_factorization_start.hpp"
#include "regimes/models/matrix_measurements.hpp"

namespace regimes {

/// U(0) = alpha left, V(0) = alpha right, for any width k.
///
/// Shapes: left d1 x k, right d2 x k. Domain: finite entries, |log_alpha| <= 300.
struct LiftedStart {
    Matrix left;             ///< U0
    Matrix right;            ///< V0
    double log_alpha = 0.0;  ///< natural logarithm of alpha
};

/// A start of at most d1 + d2 columns with the same M, by a QR factorisation.
/// Errors: std::invalid_argument if left and right have different numbers of columns, or none.
LiftedStart narrow(const LiftedStart& start);

/// A start of fewer columns from which U V^T, and so the outputs, take the same path.
///
/// With J = diag(I, -I), S J = -J S: M + c J obeys the equation of M for every c, with the same
/// U V^T. Where M = diag(a I, b I), as from unbiased identities, the larger block is taken away and
/// added to the other: M - a J = diag(0, (a + b) I), of min(d1, d2) columns in place of d1 + d2.
/// Any other start is only narrowed.
/// Errors: as narrow.
LiftedStart with_same_product(const LiftedStart& start);

/// The start of `matrix_factorization_start`, narrowed: as large a width as a double can count, at
/// the cost of a small one.
///
/// M of a Gaussian start is drawn from its own law, Wishart with k degrees of freedom, by
/// Bartlett's decomposition: not the matrix that the parameters of `matrix_factorization_start`
/// give for this seed, but one of the same distribution.
/// Errors: std::invalid_argument naming the first field outside its domain.
/// Source: Bartlett (1933); Marsaglia, Tsang, ACM Transactions on Mathematical Software 26 (2000).
LiftedStart lifted_start(const MatrixFactorizationStart& start);

/// Gradient flow from this start, whatever its width.
///
/// Shapes: y in R^N; the result's parameters are those of a `MatrixFactorization` of width
/// min(k, d1 + d2), U and then V, each column by column, whose W W^T is the one of width k.
/// Errors: std::invalid_argument if sizes differ, an entry is not finite, or an argument is outside
/// its domain. Source: Woodworth et al. (2020), section 6; the factor -2 belongs to the loss
/// without 1/2.
TrainingResult lifted_flow(const std::shared_ptr<const MatrixMeasurements>& x, ConstVectorRef y,
                           const LiftedStart& start, const FlowOptions& options = {});

}  // namespace regimes
