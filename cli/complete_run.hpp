// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "cli/complete_options.hpp"
#include "regimes/core/partial_matrix.hpp"
#include "regimes/report/completion_record.hpp"

namespace regimes::cli {

/// Reads and checks the file. Errors: FileError; UsageError naming the file if a row or a column is
/// empty, or nothing is left to complete.
PartialMatrix read_problem(const CompleteOptions& options);

/// Trains from every alpha and solves for both end points. Ctrl-C leaves the rest cancelled.
/// Errors: UsageError if the width does not go with the matrix.
CompletionRecord run_complete(PartialMatrix problem, const CompleteOptions& options);

}  // namespace regimes::cli
