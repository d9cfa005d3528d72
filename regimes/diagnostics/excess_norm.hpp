// SPDX-License-Identifier: BSD-3-Clause
// Where coefficients landed: how far above the two limits, and how far from the truth.
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// Excess l1 norm, ||beta||_1 - ||minimum||_1; >= 0 if `minimum` is the interpolant of least l1
/// norm.
///
/// Shapes: both in R^d. Summed as the differences of entries. Error bound: d 2^-53 (sum of the
/// absolute differences). Error: std::invalid_argument for sizes that differ.
/// Source: Woodworth et al. (2020), Figure 1(b).
double excess_l1_norm(ConstVectorRef beta, ConstVectorRef minimum);

/// Excess l2 norm, ||beta||_2 - ||minimum||_2; >= 0 if `minimum` is the interpolant of least l2
/// norm.
///
///     <beta - minimum, beta + minimum> / (||beta||_2 + ||minimum||_2)
///
/// Shapes: both in R^d. Error bound: d 2^-52 ||beta - minimum||_2. Error: std::invalid_argument for
/// sizes that differ. Source: as above.
double excess_l2_norm(ConstVectorRef beta, ConstVectorRef minimum);

/// Population error, ||beta - truth||_2^2: the expected squared error on a new x ~ N(0, I), without
/// the noise of its label.
///
/// Shapes: both in R^d. Relative error bound: d 2^-52. Error: std::invalid_argument for sizes that
/// differ. Source: Woodworth et al. (2020), section 4.
double population_error(ConstVectorRef beta, ConstVectorRef truth);

}  // namespace regimes
