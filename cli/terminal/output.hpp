// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace regimes::cli {

/// Writes all of `text` to stdout. Errors: UsageError if it did not arrive (full disk, closed
/// pipe).
void print(const std::string& text);

/// Prints a document in one line; bytes of file names that are not UTF-8 become U+FFFD.
void print_json(const nlohmann::ordered_json& json);

/// Writes `text` to stderr, as far as that takes it.
void complain(const std::string& text);

/// The same JSON in lines, as files have it.
std::string pretty_json(const std::string& json);

}  // namespace regimes::cli
