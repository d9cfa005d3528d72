// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <vector>

#include "regimes/core/design_view.hpp"
#include "regimes/numerics/spd_solver.hpp"
#include "regimes/solvers/row_elimination.hpp"

namespace regimes {

/// X beta = P y in a form that can be solved whatever the units of features, equations and y; P is
/// the projection onto the range of X, so that P y = y where the data can be fitted.
///
/// Equations that are well scaled and far from dependent are taken as they are. Otherwise (N > d,
/// rows that nearly depend on each other or differ by more than a hundredfold, a feature or an
/// offset that dwarfs the rest) they become
///
///   x() = L^-1 C,   y() = L^-1 c   (see RowElimination),
///
/// with C beta = c as compress_rows gives it, or the equations given. `residual` is computed from C
/// itself, so that solutions can be refined to what rounding allows. This takes two copies of rank
/// x d and 4 N d rank operations.
///
/// A sparse X stays sparse: its C is a basis of its rows, scaled, and L^-1 C is made of a few
/// columns at a time. Only a tall one, N > d, becomes at most d dense equations.
///
/// Numbers near the ends of the range of double are scaled by powers of two: beta is then in units
/// of 2^beta_exponent().
class ReducedSystem {
public:
    /// Errors: std::invalid_argument if X is empty, the sizes differ or an entry is not finite.
    ReducedSystem(const DesignView& x, ConstVectorRef y, int threads);
    ReducedSystem(const ReducedSystem&) = delete;
    ReducedSystem& operator=(const ReducedSystem&) = delete;

    const DesignView& x() const { return x_; }
    const Vector& y() const { return y_; }
    /// What to train on: ||E beta - e||^2 is ||X beta - y||^2 up to a constant, in the units of
    /// beta_exponent(). C and c of a dense X, X and P y of a wide sparse one.
    const DesignView& equations() const { return equations_; }
    const Vector& right_side() const { return right_; }
    /// ||x_i||_2^2 of every column of x().
    const Vector& squared_norms() const { return squared_norms_; }
    /// The factor of X X^T for these x().
    const SpdSolver& gram() const { return gram_; }
    /// True if x() = L^-1 C, so that equations may be small beside others.
    bool is_eliminated() const { return elimination_.has_value(); }
    int beta_exponent() const { return y_exponent_ - x_exponent_; }
    int y_exponent() const { return y_exponent_; }  ///< right_side() is in units of 2 to this

    /// scale y() - x() beta, of the accuracy of the equations before L^-1. Shapes: d, rank.
    void residual(ConstVectorRef beta, double scale, VectorRef out) const;
    /// The rounding error of x() beta, to order of magnitude.
    double rounding(ConstVectorRef beta) const;
    /// ||X beta - y||_2 / ||y||_2 of the data given, beta in units of 2^beta_exponent().
    double training_residual(ConstVectorRef beta) const;
    /// True if some beta fits y to what rounding allows; N <= d independent equations always do.
    bool fits_exactly() const { return floor_ <= exact_floor; }
    static constexpr double exact_floor = 1e-11;  ///< of ||y||
    /// The multipliers of the equations given, from those of x() and y().
    Vector full_dual(const Vector& nu) const;

private:
    bool normalise();
    void scale_given();
    bool is_wide_and_sparse() const;
    void factor_gram();
    void compress();
    void choose_rows();
    void eliminate();

    const int threads_;
    DesignView given_x_;
    Vector given_y_;  ///< in units of 2^y_exponent
    int x_exponent_ = 0;
    int y_exponent_ = 0;
    Matrix scaled_x_;  ///< where the exponent is not 0
    SparseMatrix scaled_sparse_;
    RankOne scaled_shift_;

    DesignView equations_;    ///< E
    Vector right_;            ///< e
    DesignView independent_;  ///< C
    Vector independent_y_;    ///< c
    Matrix compressed_;       ///< where C is not X
    SparseMatrix chosen_;     ///< the same of a sparse X
    RankOne chosen_shift_;
    std::vector<Index> rows_;  ///< ... rows of X that C has
    Vector row_factors_;       ///< ... what they were multiplied by
    double floor_ = 0.0;

    DesignView x_;
    Vector y_;
    std::optional<RowElimination> elimination_;
    Vector squared_norms_;
    Vector squared_terms_;  ///< the same of C with its rows scaled
    SpdSolver gram_;
};

}  // namespace regimes
