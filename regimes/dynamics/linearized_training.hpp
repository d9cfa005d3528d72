// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// Gradient flow of a model linearised at its start, in closed form: what training would do if the
/// tangent kernel K never moved (the kernel regime).
///
///     f(t) = f_0 + K_* c(t),   c(t) = K^-1 (1 - e^(-2 t K)) (y - f_0)
///
/// for the loss ||f - y||_2^2 (no 1/2, no 1/N), dc/dt = 2 (y - f). For t = infinity, f interpolates
/// y where K allows it, with the least norm of the kernel's function space. Eigenvalues of K up to
/// m 2^-52 times the largest count as 0: those directions do not move.
/// Shapes: K is m x m (lower triangle), f_0 and y in R^m; K_* has a row for each output wanted.
/// Costs one eigen-decomposition, then m^2 operations for each time.
/// Errors: std::invalid_argument for shapes that disagree, entries of f_0, y or K that are not
/// finite, and times that are negative or NaN.
/// Source: Jacot, Gabriel, Hongler (2018), section 5; Woodworth et al. (2020), section 2.
class LinearizedTraining {
public:
    /// Factors the kernel; shapes and errors as above.
    LinearizedTraining(const Matrix& kernel, ConstVectorRef start_outputs, ConstVectorRef y);

    /// c(t) in R^m.
    Vector coefficients(double time) const;
    /// f(t) on the training samples.
    Vector outputs(double time) const;
    /// f(t) on others: `cross_kernel` is K_*, `start_outputs` are theirs at the start.
    Vector outputs(const Matrix& cross_kernel, ConstVectorRef start_outputs, double time) const;
    /// ||f(t) - y||_2^2.
    double loss(double time) const;

private:
    void check(double time) const;
    /// 1 - e^(-2 t lambda) of the i-th eigenvalue.
    double share_learnt(Index i, double time) const;

    Vector start_outputs_;
    Vector y_;
    Matrix vectors_;
    Vector values_;  ///< 0 where they count as such
    Vector gaps_;    ///< V^T (y - f_0)
};

}  // namespace regimes
