// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace regimes {

/// The name with the fewest letters to insert, delete or replace (Levenshtein's distance); the
/// first of several. Domain: at least one name.
std::string nearest_name(std::string_view given, const std::vector<std::string>& names);

}  // namespace regimes
