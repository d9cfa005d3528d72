// SPDX-License-Identifier: BSD-3-Clause
// The loop that the flows share: integrate, watch the residual, record, stop.
#pragma once

#include <functional>

#include "regimes/dynamics/cvode.hpp"
#include "regimes/dynamics/flow_options.hpp"
#include "regimes/dynamics/trajectory.hpp"

namespace regimes {

/// A gradient flow in the variables in which it is integrated.
struct FlowSystem {
    Ode ode;
    Vector start;
    Vector absolute;             ///< absolute tolerance of each entry
    double log_time_unit = 0.0;  ///< ln of the flow's time per unit of the integrator's
    /// The relative residual at a state.
    std::function<double(ConstVectorRef state)> residual;
    /// The one found on the way in the last call of ode.rate: near the newest state, for nothing.
    std::function<double()> last_residual;
    /// What the user calls parameters, from a state.
    std::function<Vector(ConstVectorRef state)> parameters;
    /// May replace state and tolerances by equivalent ones after a step; true if it did. Optional.
    std::function<bool(Vector& state, Vector& absolute)> rearrange = {};
};

class KernelPreconditioner;
class SquaredLoss;

/// The system dw/dt = -grad L(w) but for its start and tolerances; refers to the loss.
FlowSystem flow_of(SquaredLoss& loss);

/// Lets the ode refer to this preconditioner.
void precondition_by(KernelPreconditioner& preconditioner, Ode& ode);

/// Integrates until the relative residual falls to the tolerance (found as a root of the dense
/// output), the time or the steps run out, or the observer cancels.
///
/// Status: converged, iteration_limit (steps or time), stalled (no step succeeds), cancelled.
TrainingResult run_flow(const FlowSystem& system, const FlowOptions& options);

}  // namespace regimes
