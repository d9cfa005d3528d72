// SPDX-License-Identifier: BSD-3-Clause
// The folder of a fit, written and read again.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

#include "regimes/studies/fit_record.hpp"
#include "regimes/studies/study.hpp"

namespace regimes {

/// What a fit leaves beside its document, all in the units of x and y: coefficients.npy (a row for
/// each point of the path, NaN where it was cancelled), endpoints.npy (minimum l2, minimum l1),
/// trajectory.npy of the method flow (solutions x times x features, NaN after an end), and
/// selected.csv where the features have names.
std::vector<AnswerFile> fit_files(const std::shared_ptr<const FitRecord>& record);
constexpr std::size_t most_selected_features = 1000;  ///< of a solution in selected.csv

/// What a fit or a selection left in its folder, as far as predictions need it: names, target,
/// classes, loss, and of each solution where it is, how it ended, test errors, intercept and
/// coefficients (none if cancelled).
/// Errors: FileError saying why it is no folder of a finished fit, or what is damaged.
FitRecord read_fit(const std::filesystem::path& folder);

}  // namespace regimes
