// SPDX-License-Identifier: BSD-3-Clause
// The loop that gradient descent and its stochastic variants share.
#pragma once

#include <functional>

#include "regimes/dynamics/descent_options.hpp"
#include "regimes/dynamics/trajectory.hpp"

namespace regimes {

/// What one kind of descent brings to the loop.
struct DescentSystem {
    /// The step direction's negative: the gradient, or an estimate of it.
    std::function<void(ConstVectorRef w, VectorRef out)> gradient;
    /// The relative residual on all data.
    std::function<double(ConstVectorRef w)> residual;
    long check_every = 1;    ///< steps between looks at the residual
    double step_size = 0.0;  ///< where the options leave it open
};

class SquaredLoss;

/// The step that the options leave open: a quarter of 1 / sharpness at the start; 0 if they don't.
/// Errors: std::invalid_argument if the loss is flat there, where no step can be suggested.
double automatic_step_size(SquaredLoss& loss, ConstVectorRef start, const DescentOptions& options);

/// Runs v <- momentum v - step gradient(w), w <- w + v until the residual falls to the tolerance.
///
/// Status: converged, iteration_limit, diverged, cancelled.
TrainingResult run_descent(const DescentSystem& system, ConstVectorRef start,
                           const DescentOptions& options);

}  // namespace regimes
