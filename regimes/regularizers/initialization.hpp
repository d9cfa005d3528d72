// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// A diagonal linear network beta_w = w_+^D - w_-^D at its initialisation
/// w_+(0) = alpha plus, w_-(0) = alpha minus.
///
/// Shapes: plus, minus in R^d; an empty vector means all ones. `minus` empty and `plus` given means
/// minus = plus (the unbiased initialisation alpha w0 of the paper, beta = 0 at the start).
/// Domain: depth >= 2 (any real number), log_alpha finite, plus and minus positive and finite.
/// alpha itself is never formed: alpha^D leaves the range of double long before the mathematics
/// ends. Source: Woodworth et al. (2020), sections 4 and 5.
struct Initialization {
    double depth = 2.0;
    double log_alpha = 0.0;  ///< natural logarithm of alpha
    Vector plus;
    Vector minus;
};

}  // namespace regimes
