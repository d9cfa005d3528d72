// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "cli/probe_input.hpp"
#include "regimes/experiments/laziness.hpp"
#include "regimes/store/run_store.hpp"
#include "regimes/sweep/sweep.hpp"

namespace regimes::cli {

/// The runs of one step size, and what they say.
struct ProbedStep {
    double step_size = 0.0;       ///< 0: chosen for each alpha
    std::vector<RunRecord> runs;  ///< that are done, the smallest scale first
    Laziness laziness;
};

/// What `probe` computed, or found computed.
struct ProbeRecord {
    std::vector<ProbedStep> steps;  ///< in the order asked for; at least one
    SweepSummary summary;
    ModuleRunOptions options;  ///< of every run, but for alpha and step size

    std::size_t count() const;  ///< of all runs
};

/// The options of the runs, complete but for alpha and step size. Errors: UsageError naming one
/// that does not go with the data.
ModuleRunOptions run_options(const ProbeOptions& options, const ProbeInput& input);

/// Trains from every scale that the store does not hold yet, with progress, then from some more
/// where the edge lies; each run is recorded as it is done. Ctrl-C leaves the rest out. Runs that
/// are cut off leave checkpoints in a folder beside the store. Errors: UsageError if the store is
/// that of other experiments.
ProbeRecord run_probe(const ProbeOptions& options, const ProbeInput& input, RunStore& store);

}  // namespace regimes::cli
