// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "cli/fit_input.hpp"
#include "cli/fit_options.hpp"
#include "regimes/report/fit_record.hpp"

namespace regimes::cli {

/// Solves for both end points and every depth and alpha. Ctrl-C leaves the rest cancelled.
FitRecord run_fit(const FitInput& input, const FitOptions& options);

}  // namespace regimes::cli
