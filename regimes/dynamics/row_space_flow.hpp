// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/core/design_view.hpp"
#include "regimes/dynamics/diagonal_start.hpp"
#include "regimes/dynamics/flow_run.hpp"
#include "regimes/numerics/design_product.hpp"
#include "regimes/numerics/spd_solver.hpp"

namespace regimes {

/// The N-dimensional form of `dual_flow`: dmu/dt = 4 D (y - X beta(X^T mu)).
///
/// Its Jacobian -4 D X diag(beta') X^T is symmetric and negative definite, so the preconditioner
/// factors I + gamma 4 D X diag(beta') X^T over the columns that matter.
class RowSpaceFlow {
public:
    RowSpaceFlow(const DesignView& x, ConstVectorRef y, DiagonalStart start);
    RowSpaceFlow(const RowSpaceFlow&) = delete;
    RowSpaceFlow& operator=(const RowSpaceFlow&) = delete;

    /// Refers to this object.
    FlowSystem system(double absolute_tolerance);

private:
    void move_to(ConstVectorRef mu);
    void rate(ConstVectorRef mu, VectorRef out);
    void jacobian_times(ConstVectorRef mu, ConstVectorRef v, VectorRef out);
    void prepare(double gamma, ConstVectorRef mu);
    bool gram_serves(double scale) const;
    void form_gram(double scale);
    double relative_residual(ConstVectorRef mu);

    const DesignView& x_;
    Vector y_;
    double unit_;  ///< of the residual: ||y||, or 1 if y = 0
    DiagonalStart start_;
    Vector plus_slack_;   ///< r w_+(0)^(2-D), or -2 ln w_+(0)
    Vector minus_slack_;  ///< of w_-
    Vector squared_norms_;

    Vector at_;
    Vector xi_;
    Vector beta_;
    Vector slope_;  ///< dbeta / dxi
    Vector residual_;
    Vector column_change_;
    Vector row_change_;

    WeightedGram weighted_gram_;
    SpdSolver solver_;
    Matrix gram_;
    Vector gram_slope_;  ///< for which gram_ was formed
    double gram_scale_ = 0.0;
    Matrix newton_;
    std::vector<Index> columns_;  ///< in gram_
    std::vector<double> weights_;
};

}  // namespace regimes
