// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/experiments/experiment.hpp"

namespace regimes::experiments_test {

/// These points, computed.
inline std::vector<RunRecord> runs_of(const Experiment& experiment,
                                      const std::vector<Parameters>& tasks) {
    std::vector<RunRecord> runs;
    for (const Parameters& task : tasks) {
        RunRecord run;
        run.experiment = experiment.name();
        run.experiment_version = experiment.version();
        run.parameters = task;
        run.result = experiment.run(task, nullptr);
        runs.push_back(run);
    }
    return runs;
}

}  // namespace regimes::experiments_test
