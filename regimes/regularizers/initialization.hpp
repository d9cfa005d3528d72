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
    double depth = 2.0;      ///< D
    double log_alpha = 0.0;  ///< natural logarithm of alpha
    Vector plus = {};        ///< w_+(0) / alpha
    Vector minus = {};       ///< w_-(0) / alpha
};

/// Throws std::invalid_argument naming the first field that is outside its domain.
void validate(const Initialization& initialization);

/// True if some coefficient starts away from zero.
bool is_biased(const Initialization& initialization);

/// beta(0) = alpha^D (plus^D - minus^D); shape d, the size of plus. Overflows with alpha^D.
Vector initial_coefficients(const Initialization& initialization);

/// ln w_i of the unbiased shape with the same conserved quantity: the power mean of plus_i and
/// minus_i of exponent 2 - D, geometric at D = 2. Shape d, the size of plus.
Vector effective_log_shape(const Initialization& initialization);

/// Half the difference of the slacks of w_+ and w_-, in units of alpha^(2-D):
/// (plus^(2-D) - minus^(2-D)) / 2 for D > 2, ln(minus / plus) for D = 2. Shape d.
Vector effective_tilt(const Initialization& initialization);

}  // namespace regimes
