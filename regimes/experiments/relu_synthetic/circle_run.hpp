// SPDX-License-Identifier: BSD-3-Clause
// One network trained on points of a circle: a point of Figure 5(a) to (d).
#pragma once

#include <functional>
#include <vector>

#include "regimes/experiments/experiment.hpp"

namespace regimes {

/// What such a run depends on beside its step size, with the paper's values as defaults.
Fields circle_parameters();

/// Trains a ReLU network without biases by gradient descent on the summed squared loss, with the
/// step size that is chosen when the largest stable one at the start is known: 1 / lambda_max(K_0),
/// below which descent would converge if the tangent kernel never moved.
///
/// Metrics: those of `network_run`; step_size, stable_step_size.
/// Errors: as circle_data and network_run.
RunResult circle_run(const Parameters& parameters, const std::function<double(double)>& step_size,
                     Observer* observer);

}  // namespace regimes
