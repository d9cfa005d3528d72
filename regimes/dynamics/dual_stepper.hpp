// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/dynamics/dual_jacobian.hpp"
#include "regimes/dynamics/dual_state.hpp"
#include "regimes/dynamics/rosenbrock.hpp"

namespace regimes {

/// A dual flow that is followed step by step; see `dual_flow` for what it is.
///
/// A step is known at every time between its begin and its end. Times are in units of unit().
class DualStepper {
public:
    /// X must outlive this. `tolerance`: of the local error, as FlowOptions::relative_tolerance.
    /// Domain: that of `dual_flow`; its errors.
    DualStepper(const DesignView& x, ConstVectorRef y, const Initialization& initialization,
                SampleLoss loss, double tolerance);
    DualStepper(const DualStepper&) = delete;
    DualStepper& operator=(const DualStepper&) = delete;

    /// Goes to the end of the step and finds the next; false if none succeeds.
    bool next();
    double begin() const { return begin_; }
    double end() const { return begin_ + length_; }  ///< the same before the first step
    double unit() const { return state_.unit(); }
    /// Before the first step: a time at which training has hardly begun. Neither ln w^2 of a weight
    /// nor the outputs over ||y|| have changed by more than a tenth.
    double first_time() const { return h_; }

    // At a time from begin to end.
    /// As relative_misfit; what the far features add is that of their last choice.
    double misfit(double time);
    Vector coefficients(double time);

    /// The fastest change of ln w^2 of a weight against that of ln time, in the last step; infinite
    /// before the second. Near 0 where training has ended.
    double log_speed() const;

    /// Forgets what was left out until now: the next step starts from what all features add.
    void look_around();
    long evaluations() const { return state_.evaluations(); }

private:
    static DiagonalStart checked_start(const DesignView& x, ConstVectorRef y,
                                       const Initialization& initialization, SampleLoss loss);
    Vector change_at(double time) const;
    void go_to_end();
    void evaluate(double time);
    void start_here();
    double first_step() const;
    bool find_step();
    static double factor_for(double error);
    double next_factor(double error, bool failed);
    void limit_by_room();
    bool limit_by_radius();
    double try_step();

    const double tolerance_;
    DualState state_;
    DualJacobian jacobian_;
    Vector rate_;  ///< at the state
    RosenbrockStep step_;
    Vector velocity_;         ///< of xi in the last step; none after a choice of near features
    double begin_ = 0.0;      ///< the time of the state
    double length_ = 0.0;     ///< of the step from there; 0 before the first
    double evaluated_ = 0.0;  ///< the time at which the state was evaluated last
    double h_ = 0.0;          ///< of the step that is tried
    double last_h_ = 0.0;     ///< of the last one accepted, 0 before the first
    double last_error_ = 0.0;
};

}  // namespace regimes
