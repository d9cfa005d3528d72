// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/core/design_view.hpp"
#include "regimes/dynamics/diagonal_start.hpp"
#include "regimes/dynamics/flow_run.hpp"
#include "regimes/numerics/spd_solver.hpp"

namespace regimes {

/// The d-dimensional form of `dual_flow` for D > 2 and tiny alpha, in phi = ln(M / P), where
/// P = r w_+^(2-D), M = r w_-^(2-D), and C = P + M stays constant:
///
///   P = C / (1 + e^phi),   M = C / (1 + e^-phi),   dphi/dt = 4 D C / (P M) X^T (y - X beta).
///
/// A weight of any size is O(ln) in phi, with its digits. Rates range from 1 / C, on which small
/// weights grow, to 1, on which large ones settle, so Newton's systems are solved for the large
/// ones (the active set) first, divided by their rates; time is in units of C.
class LogRatioFlow {
public:
    LogRatioFlow(const DesignView& x, ConstVectorRef y, DiagonalStart start);
    LogRatioFlow(const LogRatioFlow&) = delete;
    LogRatioFlow& operator=(const LogRatioFlow&) = delete;

    /// Refers to this object.
    FlowSystem system(double absolute_tolerance);

private:
    void move_to(ConstVectorRef phi);
    void jacobian_times(ConstVectorRef phi, ConstVectorRef v, VectorRef out);
    void prepare(double gamma, ConstVectorRef phi);
    void precondition(ConstVectorRef b, VectorRef z);
    double relative_residual(ConstVectorRef phi);

    const DesignView& x_;
    Vector y_;
    double unit_;  ///< of the residual: ||y||, or 1 if y = 0
    DiagonalStart start_;
    Vector log_sum_;  ///< ln C
    double log_unit_;
    Vector squared_norms_;

    Vector at_;
    Vector beta_;
    Vector slope_;   ///< dbeta / dphi
    Vector speed_;   ///< C / (P M) in units of time
    Vector growth_;  ///< d(ln speed) / dphi
    Vector residual_;
    Vector gradient_;  ///< X^T (y - X beta)
    Vector rows_;
    Vector columns_;

    double gamma_ = 0.0;
    std::vector<Index> active_;
    Matrix active_columns_;  ///< N x |active|, scaled by sqrt(slope)
    SpdSolver solver_;
};

}  // namespace regimes
