// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <stdexcept>

namespace regimes::cli {

/// What the shell is told.
enum class ExitCode {
    done = 0,        ///< ran, and everything converged
    unfinished = 1,  ///< ran, but something named on stderr did not converge, or was cancelled
    misuse = 2       ///< misuse, bad input, or output that could not be written: one line on stderr
};

/// Misuse of the command line: one line that names the option, its value and what was expected.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace regimes::cli
