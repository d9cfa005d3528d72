// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/descent_options.hpp"

#include <cmath>

#include "regimes/dynamics/option_check.hpp"

namespace regimes {

void validate(const DescentOptions& options) {
    const auto fine_step = [](double step) { return step >= 0.0 && std::isfinite(step); };
    require_option(fine_step(options.step_size), "step_size", options.step_size,
                   "a finite number >= 0");
    for (const double step : options.step_sizes) {
        require_option(fine_step(step), "step_sizes", step, "finite numbers >= 0");
    }
    require_option(options.momentum >= 0.0 && options.momentum < 1.0, "momentum", options.momentum,
                   "a number in [0, 1)");
    require_option(options.residual_tolerance > 0.0 && std::isfinite(options.residual_tolerance),
                   "residual_tolerance", options.residual_tolerance, "a positive finite number");
    require_option(options.max_steps >= 1, "max_steps", options.max_steps, "at least 1");
    require_option(options.divergence_factor > 1.0, "divergence_factor", options.divergence_factor,
                   "a number > 1");
    require_option(options.record_every >= 0, "record_every", options.record_every, "at least 0");
}

}  // namespace regimes
