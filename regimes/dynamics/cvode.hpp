// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <memory>

#include "regimes/core/types.hpp"

namespace regimes {

/// An autonomous ordinary differential equation du/dt = F(u), as functions.
///
/// `rate` writes F(u). `jacobian_times` writes F'(u) v; empty takes a difference quotient.
/// `prepare(gamma, u)` and `precondition(b, z)` solve (I - gamma F'(u)) z = b, roughly; both may be
/// empty. A rate that is not finite makes the integrator try a shorter step.
struct Ode {
    std::function<void(ConstVectorRef u, VectorRef rate)> rate;
    std::function<void(ConstVectorRef u, ConstVectorRef v, VectorRef out)> jacobian_times = {};
    std::function<void(double gamma, ConstVectorRef u)> prepare = {};
    std::function<void(ConstVectorRef b, VectorRef z)> precondition = {};
};

/// How finely to integrate: the local error of entry i is held to
///
///     relative min(|u_i|, reach) + absolute_i,
///
/// where reach is the farthest that any entry has gone from a (re)start so far: what matters of a
/// large start that hardly moves is how it moves. It is u less the start that is integrated, so
/// that rounding does not stand against that.
struct OdeTolerances {
    double relative = 1e-7;
    Vector absolute;  ///< one for each entry, > 0
    int krylov_dimension = 20;
};

/// SUNDIALS' CVODE on an Ode: backward differentiation formulas of order 1 to 5 with variable
/// steps, Newton's method, and GMRES for its linear systems.
///
/// Time is counted from the last (re)start, and `time()` adds what went before, so that steps may
/// be shorter than the spacing of doubles at the time reached.
/// Errors: std::runtime_error if CVODE can't be set up; what the functions of the Ode throw comes
/// out of `step`. Nothing is printed.
/// Source: Hindmarsh et al., "SUNDIALS", ACM Transactions on Mathematical Software 31 (2005).
class Cvode {
public:
    Cvode(Ode ode, ConstVectorRef start, const OdeTolerances& tolerances);
    ~Cvode();
    Cvode(const Cvode&) = delete;
    Cvode& operator=(const Cvode&) = delete;

    /// Takes one step of the integrator's choice. False if none succeeded; the state then is that
    /// before the step.
    bool step();
    double time() const;
    double last_step() const;
    Vector state() const;
    /// The solution `back` before time(), 0 <= back <= last_step(), to the order of the method.
    void look_back(double back, VectorRef u) const;

    /// Starts afresh from this state, at the time reached.
    void restart(ConstVectorRef state, const Vector& absolute);
    /// True when the time since the last start dwarfs the step, so that a restart saves digits.
    bool wants_restart() const;

    long rates() const;  ///< calls of `rate` so far

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace regimes
