// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

/// Steps of RODAS, a linearly implicit Runge-Kutta (Rosenbrock) method, for an autonomous
/// du/dt = F(u) with an exact Jacobian J.
///
/// Order 4 with an embedded solution of order 3 for the error, six stages, one factorisation a
/// step. Stiffly accurate and L-stable: what decays fast is gone after a step of any length, and no
/// nonlinear system is ever solved. Between its ends a step is a polynomial of order 3.
/// Everything is counted from the start of the step, so that no digits are lost to a large u.
/// Source: Hairer & Wanner, "Solving Ordinary Differential Equations II" (1996), section IV.10.
class RosenbrockStep {
public:
    static constexpr double gamma = 0.25;
    static constexpr int order = 4;

    /// Writes F(u + change); false where F is not defined.
    using Rate = std::function<bool(ConstVectorRef change, VectorRef rate)>;
    /// Solves (I - gamma h J) z = b in place.
    using Solve = std::function<void(VectorRef b)>;

    explicit RosenbrockStep(Index size);

    /// A step of length h > 0 from where the rate is `first_rate`. False if a stage left the domain
    /// of F; change, error and polynomial then mean nothing.
    bool take(double h, ConstVectorRef first_rate, const Rate& rate, const Solve& solve);

    const Vector& change() const { return change_; }        ///< u(t + h) - u(t)
    const Vector& error() const { return stages_.back(); }  ///< of the solution of order 3
    /// u(t + theta h) - u(t), 0 <= theta <= 1.
    Vector change_at(double theta) const;

private:
    std::vector<Vector> stages_;
    Vector change_;
    Vector right_;
    Vector rate_;
};

}  // namespace regimes
