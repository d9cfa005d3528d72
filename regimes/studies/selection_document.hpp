// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <string>
#include <vector>

#include "regimes/report/document.hpp"
#include "regimes/studies/selection_record.hpp"

namespace regimes {

/// Which features, which expected error, next to ridge, lasso, the best interpolant and the mean;
/// the path of the coefficients in time; all candidates.
Document selection_document(const SelectionRecord& record, bool with_coefficients);

/// The numbers of the choice by name, for sweeps.
std::map<std::string, double> metrics_of(const SelectionRecord& record);

/// One line if the choice was cancelled or could not be followed.
std::vector<std::string> convergence_warnings(const SelectionRecord& record);

}  // namespace regimes
