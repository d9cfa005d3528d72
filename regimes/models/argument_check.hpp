// SPDX-License-Identifier: BSD-3-Clause
// What every model asks of its arguments.
#pragma once

#include <string_view>
#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

/// Throws std::invalid_argument naming the argument unless `given` entries are the `expected` ones.
void require_size(std::string_view argument, Index given, Index expected);

/// Throws std::invalid_argument naming the argument unless `given` >= 1.
void require_positive_count(std::string_view argument, Index given);

/// Throws std::invalid_argument naming the first entry outside [0, count), or an empty list.
void require_samples(const std::vector<Index>& samples, Index count);

/// alpha = e^log_alpha as a number. Throws std::invalid_argument where alpha leaves the normal
/// doubles, |log_alpha| > 708: parameters of that size are 0, infinite, or have lost digits.
double alpha_from_log(double log_alpha);

}  // namespace regimes
