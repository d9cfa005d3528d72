// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace regimes::cli {

/// Writes all of `text` to stdout. Errors: UsageError if it did not arrive (full disk, closed
/// pipe).
void print(const std::string& text);

/// The same JSON in lines, as files have it.
std::string pretty_json(const std::string& json);

}  // namespace regimes::cli
