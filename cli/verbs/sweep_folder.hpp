// SPDX-License-Identifier: BSD-3-Clause
// The folder of a sweep: store.sqlite, and runs.csv made from it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/files/output_folder.hpp"
#include "regimes/store/run_store.hpp"

namespace regimes::cli {

std::filesystem::path store_in(const std::filesystem::path& folder);
/// Where its long runs leave their checkpoints.
std::filesystem::path checkpoints_in(const std::filesystem::path& folder);

/// What a sweep's folder holds of its plan.
struct SweepContent {
    std::size_t planned = 0;
    std::size_t recorded = 0;
    std::size_t unconverged = 0;
    std::vector<RunRecord> failures;  ///< of the plan, in its order, without their traces
};

/// Writes runs.csv and counts. Errors: UsageError if the file can't be written.
SweepContent write_table(OutputFolder& folder, const RunStore& store);

/// The first of these failures, a line each, for people; "" if there are none.
std::string failures_text(const std::vector<RunRecord>& failures);

}  // namespace regimes::cli
