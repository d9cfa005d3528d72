// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>

#include "regimes/dynamics/network_training.hpp"
#include "regimes/dynamics/option_check.hpp"

namespace regimes {

void validate(const NetworkTrainingOptions& options, Index samples) {
    require_option(options.step_size > 0.0 && std::isfinite(options.step_size), "step_size",
                   options.step_size, "a positive finite number");
    require_option(options.batch_size >= 0 && options.batch_size <= samples, "batch_size",
                   static_cast<long>(options.batch_size),
                   "at least 0 and at most the number of samples");
    require_option(options.loss_tolerance > 0.0 && std::isfinite(options.loss_tolerance),
                   "loss_tolerance", options.loss_tolerance, "a positive finite number");
    require_option(options.max_steps >= 1, "max_steps", options.max_steps, "at least 1");
    require_option(options.check_every >= 0, "check_every", options.check_every, "at least 0");
    require_option(options.divergence_factor > 1.0, "divergence_factor", options.divergence_factor,
                   "a number > 1");
    require_option(
        options.log_spacing == 0.0 || (options.log_spacing >= 1.0 && options.log_spacing <= 1e6),
        "log_spacing", options.log_spacing, "0, or a number from 1 to 1e6");
}

void validate(const ReluTrainingOptions& options, const ReluShape& shape) {
    require_option(options.frozen_layers >= 0 && options.frozen_layers < shape.depth(),
                   "frozen_layers", static_cast<long>(options.frozen_layers),
                   "at least 0 and less than the depth");
    require_option(options.threads >= 0, "threads", static_cast<long>(options.threads),
                   "at least 0");
}

}  // namespace regimes
