// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// Cholesky factorisation of a symmetric positive semidefinite matrix, diagonally scaled and, where
/// it is numerically singular, shifted.
///
/// With S = diag(H)^(-1/2), factors S H S + rho I = L L^T. rho starts at a few units of rounding
/// and grows only while the factorisation breaks down, so a full-rank H is solved as if rho = 0,
/// and in the null space of a singular one `solve` returns no more than the right side's noise over
/// rho. The scaling makes the result independent of the units of the rows.
class SpdSolver {
public:
    /// Factors H; only the lower triangle of the N x N matrix is read.
    void factor(const Matrix& h);

    /// Solves for N right sides' entries in place.
    void solve(VectorRef b) const;

    /// min_j L_jj^2, between 0 and 1: about 1 / cond(S H S); below 1e-10, H is close to singular.
    double smallest_pivot() const { return smallest_pivot_; }

private:
    Matrix factor_;
    Vector scale_;
    double smallest_pivot_ = 0.0;
};

}  // namespace regimes
