// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/store/database.hpp"
#include "regimes/store/run_store.hpp"

namespace regimes {

/// RunStore::merge_from, on the files: both hold the tables of this version.
MergeSummary merge_runs(const Database& into, const std::filesystem::path& from);

}  // namespace regimes
