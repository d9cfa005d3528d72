// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/core/design_view.hpp"
#include "regimes/dynamics/descent_options.hpp"
#include "regimes/dynamics/dual_flow.hpp"
#include "regimes/regularizers/initialization.hpp"
#include "regimes/solvers/solution.hpp"

namespace regimes {

/// How a diagonal network is trained.
struct SimulationOptions {
    bool descent = false;  ///< gradient descent instead of gradient flow
    FlowOptions flow = dual_flow_options();
    DescentOptions steps = {};
};

/// Trains the diagonal network, of any shape and bias, from each scale (`initialization.log_alpha`
/// is ignored); one solution for each, in the order given, with the certificate that its
/// coefficients earn against the implicit regulariser. Iterations are steps.
/// `trajectories`, if given, gets one of each flow (of descent an empty one) at log-spaced times,
/// from where training has hardly begun to its end; times are those of the loss ||X beta - y||^2.
/// The residual that ends training is ||X beta - P y|| / ||P y||: data that cannot be fitted are
/// trained to their least-squares set, and N > d equations are reduced to d first.
std::vector<Solution> simulated_path(const DesignView& x, ConstVectorRef y,
                                     const Initialization& initialization,
                                     const std::vector<double>& log_alphas,
                                     const SimulationOptions& options, int threads,
                                     std::vector<Trajectory>* trajectories = nullptr);

}  // namespace regimes
