// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/complete_run.hpp"

namespace regimes::cli {

/// The document of `complete --json` and of complete.json. Numbers that do not exist are null.
nlohmann::ordered_json complete_json(const CompletionRecord& record,
                                     const CompleteOptions& options);

/// The table of `complete` for people.
std::string complete_text(const CompletionRecord& record, const CompleteOptions& options);

/// One line for each way in which points did not converge; empty if all did.
std::string unfinished_text(const CompletionRecord& record);

}  // namespace regimes::cli
