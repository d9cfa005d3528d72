// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "regimes/report/document.hpp"
#include "regimes/store/run_record.hpp"
#include "regimes/studies/completion_record.hpp"

namespace regimes {

/// What a completion says: the observed entries, the completed matrix at every alpha as pictures
/// from the least Frobenius to the least nuclear norm, nuclear norm and movement of the unobserved
/// entries against alpha, and a table.
///
/// Size: at most `completion_pictures` pictures, evenly chosen along alpha with both ends.
Document completion_document(const CompletionRecord& record);
constexpr std::size_t completion_pictures = 12;

/// The numbers of one completion, by their names in the JSON document.
std::map<std::string, double> metrics_of(const CompletedPoint& point);

/// A completion as a store keeps it, with or without its matrix, and back from one with it.
RunResult result_of(const CompletedPoint& point, bool keeps_matrix);
CompletedPoint point_of(const RunRecord& run, Index rows, Index cols);

/// One line for each way in which completions did not converge; none if all did.
std::vector<std::string> convergence_warnings(const CompletionRecord& record);

}  // namespace regimes
