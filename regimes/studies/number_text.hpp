// SPDX-License-Identifier: BSD-3-Clause
// Numbers as people type them.
#pragma once

#include <string>
#include <vector>

namespace regimes {

/// The number in `text`, all of it. Errors: FieldError naming the option ("{alpha}", or as it is),
/// the text, and what was expected.
double parse_number(const std::string& option, const std::string& text);

/// The number in `text`, which must be above 0. Errors: as parse_number.
double parse_positive(const std::string& option, const std::string& text);

/// The whole number >= least in `text`. Errors: as parse_number.
long long parse_count(const std::string& option, const std::string& text, long long least);

/// The same, which must also fit an int. Errors: as parse_number.
int parse_int(const std::string& option, const std::string& text, long long least);

/// "A", "A,B,C" or "from:to:count" (evenly spaced, both ends included exactly).
/// Errors: as parse_number.
std::vector<double> parse_numbers(const std::string& option, const std::string& text);

/// The decimal logarithms of the positive numbers in `text`; from:to:count is spaced geometrically.
/// Errors: as parse_number.
std::vector<double> parse_log10_numbers(const std::string& option, const std::string& text);

}  // namespace regimes
