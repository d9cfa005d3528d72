// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

#include "regimes/regularizers/initialization.hpp"

namespace regimes {

/// The start of a diagonal network in d coordinates, in logarithms, and the powers of its weights.
///
///   log_plus = ln w_+(0), log_minus = ln w_-(0); p = D / (D-2), r = 2 / (D-2) for D > 2.
struct DiagonalStart {
    double depth;
    Vector log_plus;
    Vector log_minus;

    /// Errors: std::invalid_argument as validate(initialization), or if a given shape's size is not
    /// `features`.
    DiagonalStart(const Initialization& initialization, Index features);

    bool exponential() const { return depth == 2.0; }
    double p() const { return depth / (depth - 2.0); }
    double r() const { return 2.0 / (depth - 2.0); }
    /// ln(r w^(2-D)) of a weight with this logarithm; D > 2.
    double log_slack(double log_weight) const { return std::log(r()) + (2.0 - depth) * log_weight; }
};

/// w_+^D, w_-^D and their difference beta, found without cancellation.
struct PowerPair {
    double plus;
    double minus;
    double difference;
};

/// From ln w_+^D and ln(w_+^D / w_-^D), each with its own digits.
inline PowerPair power_pair(double log_plus_power, double log_ratio) {
    if (log_ratio >= 0.0) {
        const double plus = std::exp(log_plus_power);
        const double shrink = std::expm1(-log_ratio);
        return {plus, plus * (1.0 + shrink), -plus * shrink};
    }
    const double minus = std::exp(log_plus_power - log_ratio);
    const double shrink = std::expm1(log_ratio);
    return {minus * (1.0 + shrink), minus, minus * shrink};
}

}  // namespace regimes
