// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace regimes::bench {

/// Reads commands from standard input, one a line, and answers each with one line of JSON, so that
/// the driver can time its own rivals between them; the commands stand in worker.cpp.
void run_worker();

/// Solves one problem of this size at alpha = 1e-3; JSON with seconds and the process's memory.
/// `order` is "rows" or "columns".
std::string run_size(long rows, long cols, const std::string& order);

}  // namespace regimes::bench
