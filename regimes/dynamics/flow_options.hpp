// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>
#include <vector>

#include "regimes/core/observer.hpp"

namespace regimes {

/// How finely to follow a gradient flow, and when to stop.
///
/// A flow's local error in each entry of its state is held to relative_tolerance times the entry
/// plus absolute_tolerance times the scale of the start, so that a start at alpha = 1e-30 is
/// followed as finely as one at 1.
struct FlowOptions {
    double residual_tolerance = 1e-8;  ///< > 0; stop when ||f - y|| / ||y|| falls to this
    double relative_tolerance = 1e-7;  ///< in (0, 1e-2]; local error, relative to the entry
    double absolute_tolerance = 1e-9;  ///< > 0; local error, relative to the scale of the start
    double max_time = std::numeric_limits<double>::infinity();  ///< > 0; stop at this time
    long max_steps = 1000000;                                   ///< >= 1; of the integrator
    int krylov_dimension = 20;                                  ///< >= 1; of GMRES
    std::vector<double> snapshots = {};  ///< ascending, >= 0; times to record in the trajectory
    bool record_steps = false;           ///< record every step of the integrator too
    Observer* observer = nullptr;        ///< progress and cancellation, not owned
};

/// Throws std::invalid_argument naming the first option that is outside its domain.
void validate(const FlowOptions& options);

}  // namespace regimes
