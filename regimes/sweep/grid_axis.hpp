// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "regimes/store/parameters.hpp"

namespace regimes {

enum class Spacing { linear, logarithmic };

/// `count` numbers from one end to the other, both met exactly. The others are rounded: to the 15th
/// digit of the larger end, or to 12 significant digits if logarithmic. Whole if both ends were
/// given whole and all of them are.
/// Domain: finite ends, count >= 1, count = 1 only for equal ends; logarithmic: positive ends.
std::vector<ParameterValue> range_values(const ParameterValue& from, const ParameterValue& to,
                                         std::int64_t count, Spacing spacing);

/// first, first + 1, ..., first + count - 1.
std::vector<ParameterValue> seed_values(std::int64_t first, std::int64_t count);

}  // namespace regimes
