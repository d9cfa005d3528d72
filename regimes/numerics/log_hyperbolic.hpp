// SPDX-License-Identifier: BSD-3-Clause
// Logarithms of hyperbolic functions, without overflow and without cancellation.
// In the error bounds, eps = 2^-53.
#pragma once

#include <cmath>
#include <numbers>

namespace regimes {

/// ln cosh x. Domain: all reals. Relative error at most 8 eps, also near 0 where it is x^2 / 2.
inline double log_cosh(double x) {
    x = std::fabs(x);
    if (x < 1.0) {
        const double half = std::sinh(0.5 * x);
        return std::log1p(2.0 * half * half);
    }
    return x + std::log1p(std::exp(-2.0 * x)) - std::numbers::ln2;
}

/// ln(2 sinh x). Domain: x > 0. Absolute error at most 4 eps max(1, |value|).
inline double log_two_sinh(double x) { return x + std::log(-std::expm1(-2.0 * x)); }

/// ln(2 cosh x). Domain: all reals. Absolute error at most 4 eps max(1, |value|).
inline double log_two_cosh(double x) {
    x = std::fabs(x);
    return x + std::log1p(std::exp(-2.0 * x));
}

/// asinh(e^x / 2), the s with ln(2 sinh s) = x. Domain: all reals. Relative error at most
/// 4 eps max(1, |x|) (from the rounding of x); underflows with e^x.
inline double asinh_half_exp(double x) { return x < 40.0 ? std::asinh(0.5 * std::exp(x)) : x; }

}  // namespace regimes
