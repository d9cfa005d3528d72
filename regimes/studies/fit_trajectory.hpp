// SPDX-License-Identifier: BSD-3-Clause
// The way of simulated flows to their solutions: for files, programs and pages.
#pragma once

#include <string>
#include <vector>

#include "regimes/report/figure.hpp"
#include "regimes/studies/fit_record.hpp"

namespace regimes {

bool has_trajectories(const FitRecord& record);

/// Of each solution a row for each time, filled up with NaN where others have more.
std::vector<Matrix> trajectory_stack(const FitRecord& record);

/// Times, and residuals, norms and test errors at each, as JSON.
std::string trajectory_json(const FitTrajectory& trajectory);

/// The same as charts; without rows if there is no trajectory.
Figure trajectory_figure(const FitRecord& record);

}  // namespace regimes
