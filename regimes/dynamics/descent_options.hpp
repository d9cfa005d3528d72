// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/core/observer.hpp"

namespace regimes {

/// Steps and stopping of gradient descent, full or in batches.
struct DescentOptions {
    /// >= 0; of each step. 0 takes a quarter of 1 / sharpness at the start and, where full gradient
    /// descent diverges with it (deep models sharpen as they leave a small start), starts again
    /// with a quarter of that, until it does not.
    double step_size = 0.0;
    /// >= 0 each; if given, used in turn instead of step_size, the last one for all steps to come.
    std::vector<double> step_sizes = {};
    double momentum = 0.0;             ///< in [0, 1); heavy ball: v <- momentum v - step grad
    double residual_tolerance = 1e-8;  ///< > 0; stop when ||f - y|| / ||y|| falls to this
    long max_steps = 1000000;          ///< >= 1
    double divergence_factor = 1e8;    ///< > 1; diverged where the relative residual exceeds this
                                       ///< times the larger of 1 and that of the start
    long record_every = 0;             ///< >= 0; steps between entries of the trajectory; 0: none
    Observer* observer = nullptr;      ///< progress and cancellation, not owned
};

/// Throws std::invalid_argument naming the first option that is outside its domain.
void validate(const DescentOptions& options);

}  // namespace regimes
