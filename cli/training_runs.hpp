// SPDX-License-Identifier: BSD-3-Clause
// Measured training runs, as `train` and `probe` plan them and give them out.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "regimes/core/observer.hpp"
#include "regimes/store/run_store.hpp"
#include "regimes/sweep/sweep.hpp"

namespace regimes::cli {

/// As many threads as asked for; 0: one for each core.
int cores_or_all(int threads);

/// Makes this the plan of the store and computes what the store lacks, in so many threads; what
/// failed before is tried again. Errors: UsageError if the store is that of other experiments.
SweepSummary run_training_plan(const SweepPlan& plan, RunStore& store, int threads,
                               Observer* observer);

/// The status of training (Status), and what it was decided by.
nlohmann::ordered_json training_of(const RunRecord& run);

/// A run with its metrics and curve.
nlohmann::ordered_json run_json(const RunRecord& run);

/// Rows of cells as text: columns flush right, the last one flush left.
std::string aligned(const std::vector<std::vector<std::string>>& table);

/// "alpha 0.1", with the step size where runs of several are told apart.
std::string run_text(const RunRecord& run, bool several_step_sizes = false);

/// One line for each run that did not converge, and what may help; empty if all did.
std::string unfinished_text(const char* verb, const std::vector<RunRecord>& runs,
                            bool several_step_sizes = false);

/// A line for a computation that was cancelled; "" if it was not.
std::string cancelled_text(const char* verb, std::size_t runs, const SweepSummary& summary,
                           bool are_kept);

/// Options as lines for people, without some of them.
std::vector<std::pair<std::string, std::string>> settings_of(
    const nlohmann::ordered_json& options, const std::vector<std::string>& without);

/// Which build wrote a page.
std::vector<std::pair<std::string, std::string>> page_provenance();

}  // namespace regimes::cli
