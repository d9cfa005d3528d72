// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "regimes/sweep/sweep.hpp"

namespace regimes {

/// One point of a plan, and the key that its run has in a store.
struct PlannedRun {
    const Parameters* parameters = nullptr;  ///< lives as long as the plan
    std::string key;
};

/// The tasks of a plan in its order, equal ones once, where they stand first.
/// Errors: std::invalid_argument naming a parameter that is not finite.
std::vector<PlannedRun> planned_runs(const SweepPlan& plan);

}  // namespace regimes
