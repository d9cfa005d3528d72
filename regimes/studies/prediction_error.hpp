// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <optional>

#include "regimes/core/design_view.hpp"

namespace regimes {

/// X beta + intercept, shape N, for X in either storage order; nothing is copied.
/// Domain: beta has d entries.
Vector predict(const DesignView& x, ConstVectorRef beta, double intercept = 0.0);

/// The two values that y takes, if it takes exactly two.
std::optional<std::array<double, 2>> two_values(ConstVectorRef y);

/// That of the two values which is nearer to each prediction; of a tie the first.
Vector nearer_values(ConstVectorRef prediction, std::array<double, 2> values);

/// Fraction of predictions that are not nearer to y than to the other value; a tie is wrong.
/// Domain: sizes agree, not empty, and y takes no other values.
double error_rate(ConstVectorRef prediction, ConstVectorRef y, std::array<double, 2> values);

}  // namespace regimes
