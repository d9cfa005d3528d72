// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "regimes/studies/completion_record.hpp"

namespace regimes {

/// What a completion found, in sentences: which scale predicts held-out entries best, where between
/// both end points the smallest scale lies, and how the rank falls. Only completions that converged
/// count; none without one.
std::vector<std::string> completion_verdict(const CompletionRecord& record);

}  // namespace regimes
