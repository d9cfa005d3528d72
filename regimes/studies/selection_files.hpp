// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <vector>

#include "regimes/studies/selection_record.hpp"
#include "regimes/studies/study.hpp"

namespace regimes {

/// coefficients.npy (one row, in the units of x and y), path.npy (times x features, of the features
/// trained on), and selected.csv.
std::vector<AnswerFile> selection_files(const std::shared_ptr<const SelectionRecord>& record);

}  // namespace regimes
