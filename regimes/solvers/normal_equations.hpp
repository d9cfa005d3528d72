// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>
#include <vector>

#include "regimes/core/design_view.hpp"
#include "regimes/numerics/design_product.hpp"
#include "regimes/numerics/graded_solver.hpp"
#include "regimes/numerics/spd_solver.hpp"

namespace regimes {

/// The Newton system (X diag(w) X^T) v = b of an interpolation problem: factored over the columns
/// that carry weight (in the rich regime, few), and by levels of weight where the matrix itself has
/// lost digits (see GradedSolver).
///
/// Shapes: X is N x d, w and `powers` are d, v and b are N. Cost of `factor`: N^2 operations for
/// each column that carries weight, in dsyrk, and N^3 / 3 in dpotrf.
class NormalEquations {
public:
    /// `squared_norms`: ||x_i||_2^2 of every column; both must outlive this.
    NormalEquations(const DesignView& x, const Vector& squared_norms, int threads);

    /// `powers` are the sizes of the terms of beta, `noise` the rounding error of y - X beta:
    /// columns whose term lies below it are not seen where the factorisation is by levels.
    /// `dropped` > 0 leaves out columns whose weight is below this share of the N-th largest, if
    /// the others span the rows.
    void factor(const Vector& weights, const Vector& powers, double noise, double dropped);

    /// Solves in place. Directions in which no term of X beta is seen in y get zero.
    void solve(VectorRef b) const;

    /// True if the last factorisation was by levels of weight.
    bool is_graded() const { return is_graded_; }
    /// Factorisations since the last call of this function.
    int take_count() { return std::exchange(count_, 0); }
    int count() const { return count_; }

private:
    double threshold(const Vector& importance, double dropped) const;
    void choose_columns(const Vector& weights, const Vector& importance, double threshold);
    void factor_columns();
    void factor_graded(const Vector& powers, double noise);

    const DesignView x_;
    const int threads_;
    const Vector* squared_norms_;
    std::vector<Index> columns_;
    std::vector<double> weights_;
    WeightedGram gram_;
    Matrix h_;
    SpdSolver solver_;
    GradedSolver graded_;
    bool is_graded_ = false;
    int count_ = 0;
};

}  // namespace regimes
