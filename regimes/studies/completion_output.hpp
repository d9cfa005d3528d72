// SPDX-License-Identifier: BSD-3-Clause
// A completion as a document for programs and as text for people.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "regimes/studies/completion_record.hpp"

namespace regimes {

/// The document of `complete`, with this provenance (JSON). Numbers that do not exist are null.
std::string completion_json(const CompletionRecord& record, const std::string& provenance);

/// The numbers of one completion, by their names in the document.
std::map<std::string, double> metrics_of(const CompletedPoint& point);

/// The table of `complete` for people.
std::string completion_text(const CompletionRecord& record);

/// One line for each way in which completions did not converge; none if all did.
std::vector<std::string> convergence_warnings(const CompletionRecord& record);

}  // namespace regimes
