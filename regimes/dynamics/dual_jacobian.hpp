// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/dynamics/dual_state.hpp"
#include "regimes/numerics/design_product.hpp"
#include "regimes/numerics/spd_solver.hpp"

namespace regimes {

/// Newton's matrix of a dual flow, I - gamma h J, factored.
///
/// With c = 2 D gamma h, C the second derivatives of the loss by the outputs and S the slopes
/// dbeta / dxi, the change z of mu and the change u = X_G^T z of the grown features G solve
///
///   (I + c C X_R S_R X_R^T) z + c C X_G S_G u = b,      R the near features that have not grown.
///
/// Divided by C^(1/2) it is symmetric. w = c S_G u solves (X_G^T M^-1 X_G + (c S_G)^-1) w =
/// X_G^T M^-1 b, M the matrix in front of z, and u = w / (c S_G) has its digits, however small it
/// is against X_G^T b.
class DualJacobian {
public:
    /// Of the state that was evaluated without change. Columns whose weight is below
    /// `negligible` of 1 in sum are left out.
    DualJacobian(const DualState& state, double negligible);

    /// Takes over where the state is now.
    void move_to_state();
    void factor(double gamma_h);
    /// (I - gamma h J)^-1 b, in place.
    void solve(VectorRef b) const;

    const Vector& slope() const { return slope_; }  ///< at the state

private:
    void choose_columns(double scale);
    void factor_rest(double scale);
    void factor_grown(double scale);
    void solve_rest(VectorRef b) const;

    const DualState& state_;
    const double negligible_;
    Vector slope_;
    Vector root_;                 ///< C^(1/2)
    double columns_scale_ = 0.0;  ///< for which columns_ were chosen; 0: for none
    std::vector<Index> columns_;  ///< of R, those that count
    std::vector<double> weights_;
    bool is_thin_ = false;  ///< so few that a system of their number does
    Matrix thin_;           ///< X_R S_R^(1/2), or ...
    Matrix gram_;           ///< ... X_R S_R X_R^T
    WeightedGram weighted_gram_;
    Matrix scaled_thin_;  ///< c^(1/2) C^(1/2) times thin_
    Matrix newton_;
    SpdSolver rest_;       ///< of C^(-1/2) M C^(1/2), or of 1 + B^T B, B = scaled_thin_
    Matrix grown_;         ///< C^(1/2) X_G
    Matrix solved_;        ///< its inverse times that
    Vector grown_scales_;  ///< c S_G
    SpdSolver schur_;
};

}  // namespace regimes
