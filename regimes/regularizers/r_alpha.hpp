// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/regularizers/initialization.hpp"

namespace regimes {

/// The explicit regulariser of depth 2, the cheapest weights near the start that realise beta,
///
///   R_alpha(beta) = min_w ||w - alpha 1||_2^2  subject to  w_+^2 - w_-^2 = beta
///                 = alpha^2 sum_i r(beta_i / alpha^2),
///
/// is the implicit one of depth 4: with z = 4 l / (1 - l^2)^2, r = 2 l^2 (1 + l^2) / (1 - l^2)^2
/// and r'(z) = l, so r' = h_4^-1 and r = q_4, at the scale sqrt(alpha) (alpha^2 = sqrt(alpha)^4).
///
/// Returns that initialisation. Domain: depth 2, unit shape; std::invalid_argument otherwise.
/// Source: Woodworth et al. (2020), section 4 ("explicit regularisation").
Initialization equivalent_of_explicit(const Initialization& initialization);

}  // namespace regimes
