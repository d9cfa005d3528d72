// SPDX-License-Identifier: BSD-3-Clause
// What a run of training returns, whatever ran it: a flow, descent, or stochastic descent.
#pragma once

#include <vector>

#include "regimes/core/status.hpp"
#include "regimes/core/types.hpp"

namespace regimes {

/// Snapshots of a run, in the order of time.
struct Trajectory {
    std::vector<double> times;       ///< t for a flow; the sum of the step sizes for descent
    std::vector<double> residuals;   ///< relative residuals there
    std::vector<Vector> parameters;  ///< as TrainingResult::parameters
};

/// Where training ended, and how.
///
/// Relative residual: ||f(w) - y||_2 / ||y||_2, or the plain norm if y = 0.
struct TrainingResult {
    Vector parameters;                ///< the last point; always finite
    Status status = Status::stalled;  ///< why training ended
    double relative_residual = 0.0;   ///< at `parameters`
    double time = 0.0;                ///< as Trajectory::times; infinite where that overflows
    double log_time = 0.0;            ///< its natural logarithm, never infinite for a positive time
    long steps = 0;                   ///< steps of the integrator or of descent
    long evaluations = 0;             ///< evaluations of the gradient, batches counted as ones
    double seconds = 0.0;             ///< wall time
    Trajectory trajectory;            ///< empty unless asked for
};

}  // namespace regimes
