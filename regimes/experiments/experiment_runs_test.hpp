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

/// A run of an image experiment that was never computed.
inline RunRecord image_run(const Experiment& experiment, const char* layers, double alpha,
                           double error) {
    RunRecord run;
    run.parameters =
        with_defaults(experiment.parameters(), {{"layers", std::string(layers)}, {"alpha", alpha}});
    run.result.metrics = {{"test_error", error},
                          {"train_error", 0.0},
                          {"epochs", 9.0},
                          {"gradient_distance", 0.1},
                          {"step_size", 0.1}};
    return run;
}

}  // namespace regimes::experiments_test
