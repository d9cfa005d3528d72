// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

namespace regimes::cli {

/// How another program ended.
struct ChildOutcome {
    int exit_code = 0;   ///< 128 + signal if a signal ended it
    std::string output;  ///< all it wrote to stdout and stderr
};

/// Runs the program `command[0]`, found as the shell would, and waits for it.
/// Errors: UsageError naming the program if it cannot be started.
ChildOutcome run_child(const std::vector<std::string>& command);

/// True if the shell would find a program of this name.
bool is_installed(const std::string& program);

}  // namespace regimes::cli
