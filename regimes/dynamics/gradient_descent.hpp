// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/dynamics/descent_options.hpp"
#include "regimes/dynamics/trajectory.hpp"
#include "regimes/models/model.hpp"

namespace regimes {

/// Full-batch gradient descent on the squared loss of any model, with constant or given steps, and
/// momentum (heavy ball).
///
///   v_k+1 = momentum v_k - step_k grad L(w_k),   w_k+1 = w_k + v_k+1,   v_0 = 0,
///   L(w) = ||f(w) - y||_2^2   (no 1/2, no 1/N: grad L = 2 J^T (f - y))
///
/// Without momentum it follows gradient flow to first order in the step, at the time that is the
/// sum of the steps; with momentum, at that sum divided by 1 - momentum.
/// Shapes: y in R^m, start in R^p; the result's parameters are w. Where the iterates run away the
/// status is `diverged`, and the parameters and residual are the last finite ones.
/// Errors: std::invalid_argument if sizes differ, an entry is not finite, or an option is outside
/// its domain.
TrainingResult gradient_descent(const Model& model, ConstVectorRef y, ConstVectorRef start,
                                const DescentOptions& options = {});

}  // namespace regimes
