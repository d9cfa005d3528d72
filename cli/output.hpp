// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace regimes::cli {

/// Writes all of `text` to stdout. Errors: UsageError if it did not arrive (full disk, closed
/// pipe).
void print(const std::string& text);

}  // namespace regimes::cli
