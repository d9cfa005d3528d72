// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/sweep/planned_runs.hpp"

#include <unordered_set>
#include <utility>

#include "regimes/store/run_key.hpp"

namespace regimes {

std::vector<PlannedRun> planned_runs(const SweepPlan& plan) {
    std::vector<PlannedRun> runs;
    std::unordered_set<std::string> seen;
    for (const Parameters& parameters : plan.tasks) {
        std::string key = run_key(plan.experiment, plan.experiment_version, parameters);
        if (seen.insert(key).second) runs.push_back({&parameters, std::move(key)});
    }
    return runs;
}

}  // namespace regimes
