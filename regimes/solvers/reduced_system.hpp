// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/matrix_view.hpp"
#include "regimes/numerics/spd_solver.hpp"
#include "regimes/solvers/row_space.hpp"
#include "regimes/solvers/solution.hpp"

namespace regimes {

/// What must be known of X and y before X beta = y is solved: that they fit together, that every
/// entry is finite, and whether y can be fitted at all.
///
/// Where there are more rows than columns (N > d) or rows nearly depend on each other, the
/// equations are replaced by rank(X) combinations of them whose rows are orthonormal, so that
/// nothing of size N x N is formed for large N and no digits are lost; this takes a copy of rank x
/// d. Otherwise x() and y() are those given.
class ReducedSystem {
public:
    /// Errors: std::invalid_argument if X is empty, the sizes differ or an entry is not finite.
    ReducedSystem(const MatrixView& x, ConstVectorRef y, double primal_tolerance, int threads);
    ReducedSystem(const ReducedSystem&) = delete;
    ReducedSystem& operator=(const ReducedSystem&) = delete;

    const MatrixView& x() const { return x_; }
    const Vector& y() const { return y_; }
    /// The factor of X X^T for these x().
    const SpdSolver& gram() const { return gram_; }
    /// True if every beta leaves a relative residual above the tolerance.
    bool infeasible() const { return infeasible_; }
    /// Status infeasible, with the least-squares coefficients of least norm and no dual.
    Solution least_squares_solution() const;
    /// The multipliers of the equations given, from those of x() and y().
    Vector full_dual(const Vector& nu) const;

private:
    void combine(const RowSpace& space);
    void factor_gram(int threads);

    MatrixView x_;
    Vector y_;
    SpdSolver gram_;
    Matrix combined_x_;
    Matrix combination_;  ///< N x rank: x() = combination^T X; empty where x() is the X given
    Vector least_squares_;
    bool infeasible_ = false;
};

}  // namespace regimes
