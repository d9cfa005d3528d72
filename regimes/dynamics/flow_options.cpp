// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/flow_options.hpp"

#include <cmath>

#include "regimes/dynamics/option_check.hpp"

namespace regimes {

namespace {

bool positive(double value) { return value > 0.0 && std::isfinite(value); }

}  // namespace

void validate(const FlowOptions& options) {
    require_option(positive(options.residual_tolerance), "residual_tolerance",
                   options.residual_tolerance, "a positive finite number");
    require_option(options.relative_tolerance > 0.0 && options.relative_tolerance <= 1e-2,
                   "relative_tolerance", options.relative_tolerance, "a number in (0, 0.01]");
    require_option(positive(options.absolute_tolerance), "absolute_tolerance",
                   options.absolute_tolerance, "a positive finite number");
    require_option(options.max_time > 0.0, "max_time", options.max_time, "a positive number");
    require_option(options.max_steps >= 1, "max_steps", options.max_steps, "at least 1");
    require_option(options.krylov_dimension >= 1, "krylov_dimension",
                   long{options.krylov_dimension}, "at least 1");
    double before = 0.0;
    for (const double time : options.snapshots) {
        require_option(time >= before && std::isfinite(time), "snapshots", time,
                       "finite times >= 0 in ascending order");
        before = time;
    }
}

}  // namespace regimes
