// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace regimes {

/// Throws std::invalid_argument "option: value given, expected expected" unless `fine`.
void require_option(bool fine, std::string_view option, double value, std::string_view expected);
void require_option(bool fine, std::string_view option, long value, std::string_view expected);

}  // namespace regimes
