// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <vector>

#include "cli/train_data.hpp"
#include "regimes/store/run_store.hpp"
#include "regimes/sweep/sweep.hpp"

namespace regimes::cli {

/// What `train` computed, or found computed.
struct TrainRecord {
    std::vector<RunRecord> runs;  ///< that are done, in the order of the scales asked for
    SweepSummary summary;
    NetworkRunOptions options;  ///< of every run, but for alpha
};

/// The options of the runs, complete but for alpha. Errors: UsageError naming one that does not go
/// with the data.
NetworkRunOptions run_options(const TrainOptions& options, const TrainData& data);

/// Trains from every scale that the store does not hold yet, with progress; each run is recorded as
/// it is done. Ctrl-C leaves the rest out. Errors: UsageError if the store is that of other
/// experiments.
TrainRecord run_train(const TrainOptions& options, const TrainData& data, RunStore& store);

}  // namespace regimes::cli
