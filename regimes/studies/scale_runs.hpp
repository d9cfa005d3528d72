// SPDX-License-Identifier: BSD-3-Clause
// Training runs of one network from several scales, and more of them where the regime changes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "regimes/store/run_store.hpp"
#include "regimes/studies/laziness.hpp"
#include "regimes/sweep/sweep.hpp"

namespace regimes {

/// Makes this what the store was last asked for. A folder has the runs of one kind, so that the
/// table of a sweep stays its own.
/// Errors: FieldError if the store holds runs of another experiment.
void plan_runs(RunStore& store, const SweepPlan& sweep);

/// Which runs are wanted.
struct ScalePlan {
    std::string study;                       ///< what runs are called in the store
    int version = 1;                         ///< of the study
    Parameters common;                       ///< everything but the scale and the step size
    std::vector<double> log10_alphas;        ///< in the order asked for
    std::vector<double> step_sizes = {0.0};  ///< 0: chosen for each alpha
    int refinements = 0;                     ///< more scales, where the edge lies
    int threads = 1;                         ///< runs side by side
    bool keeps_checkpoints = false;          ///< in a folder beside the store
    std::function<RunResult(const Parameters&, Observer*)> run;
};

/// The runs of one step size, and what they say.
struct StepRuns {
    double step_size = 0.0;       ///< 0: chosen for each alpha
    std::vector<RunRecord> runs;  ///< that are done
    Laziness laziness;
};

/// What was computed, or found computed.
struct ScaleRuns {
    std::vector<StepRuns> steps;  ///< in the order asked for; at least one
    SweepSummary summary;
    bool has_kept = false;  ///< in a folder that stays

    std::size_t count() const;  ///< of all runs
};

/// Trains from every scale that the store in `folder` does not hold yet, then from some more where
/// the edge lies; each run is recorded as it is done. An empty folder: in a store that is deleted.
/// Without refinements runs are in the order asked for, else the smallest scale first.
/// Errors: FieldError if the store is that of other experiments; StoreError.
ScaleRuns run_scales(const ScalePlan& plan, const std::filesystem::path& folder,
                     Observer* observer);

}  // namespace regimes
