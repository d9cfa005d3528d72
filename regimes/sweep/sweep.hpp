// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "regimes/core/observer.hpp"
#include "regimes/store/run_record.hpp"

namespace regimes {

class RunStore;

/// What is to be computed: many points of one experiment. Knows no science.
struct SweepPlan {
    std::string experiment;
    int experiment_version = 0;
    std::vector<Parameters> tasks;  ///< complete; equal ones are run once
    std::function<RunResult(const Parameters&, Observer*)> run;  ///< called from many threads
    /// A folder for the checkpoints of runs, by key, removed if nothing is left there; empty: none.
    std::filesystem::path checkpoints = {};
};

struct SweepOptions {
    int jobs = 0;               ///< threads; 0 takes one for each core
    int shard = 1;              ///< this process does every task with index = shard (mod shards)
    int shards = 1;             ///< >= 1
    bool retry_failed = false;  ///< runs again what failed before
    Observer* observer = nullptr;
};

struct SweepSummary {
    std::size_t tasks = 0;     ///< of this shard, each counted once
    std::size_t reused = 0;    ///< found in the store
    std::size_t computed = 0;  ///< now, failures included
    std::size_t failed = 0;    ///< failed now or before, and not retried
    std::size_t unconverged = 0;
    bool cancelled = false;
};

/// Computes what the store does not hold yet; each run is recorded in a transaction as it is done,
/// so that a process killed at any moment loses only what was being computed.
///
/// The store's content does not depend on threads, shards, ranks or interruptions, but for
/// provenance.
/// Errors: std::invalid_argument naming an option outside its domain; what the store throws.
SweepSummary run_sweep(const SweepPlan& plan, RunStore& store, const SweepOptions& options = {});

}  // namespace regimes
