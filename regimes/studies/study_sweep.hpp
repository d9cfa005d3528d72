// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <vector>

#include "regimes/studies/study.hpp"
#include "regimes/sweep/sweep.hpp"

namespace regimes {

/// The points of a sweep over a study: `tasks` give values of its fields, all others have their
/// defaults. Files are looked for in `folder`, and each is read once for all points that share it.
///
/// A run is known by the fields that count, the names of its files as they were given, and by
/// "data_digest", so that a file whose content has changed is computed anew.
/// Errors: FieldError naming a field; FileError naming a file.
SweepPlan plan_study_sweep(const Study& study, const std::vector<Parameters>& tasks,
                           const std::filesystem::path& folder);

}  // namespace regimes
