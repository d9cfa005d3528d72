// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/regularizers/initialization.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "regimes/numerics/log_hyperbolic.hpp"

namespace regimes {

namespace {

void require_positive(const char* argument, const Vector& values) {
    for (Index i = 0; i < values.size(); ++i) {
        if (!(values[i] > 0.0 && std::isfinite(values[i]))) {
            throw std::invalid_argument(fmt::format(
                "{}: entry {} is {}, a positive finite number expected", argument, i, values[i]));
        }
    }
}

const Vector& minus_of(const Initialization& initialization) {
    return initialization.minus.size() == 0 ? initialization.plus : initialization.minus;
}

}  // namespace

void validate(const Initialization& initialization) {
    const double depth = initialization.depth;
    if (!(depth >= 2.0 && std::isfinite(depth))) {
        throw std::invalid_argument(
            fmt::format("depth: {} given, a finite number >= 2 expected", depth));
    }
    if (!std::isfinite(initialization.log_alpha)) {
        throw std::invalid_argument(
            fmt::format("log_alpha: {} given, a finite number expected", initialization.log_alpha));
    }
    require_positive("plus", initialization.plus);
    require_positive("minus", initialization.minus);
    if (initialization.minus.size() != 0 &&
        initialization.minus.size() != initialization.plus.size()) {
        throw std::invalid_argument(
            fmt::format("minus: {} entries given, as many as plus has expected ({})",
                        initialization.minus.size(), initialization.plus.size()));
    }
}

bool is_biased(const Initialization& initialization) {
    return initialization.minus.size() != 0 && initialization.minus != initialization.plus;
}

Vector initial_coefficients(const Initialization& initialization) {
    const Vector& minus = minus_of(initialization);
    const double depth = initialization.depth;
    Vector start(initialization.plus.size());
    for (Index i = 0; i < start.size(); ++i) {
        // plus^D - minus^D = 2 (plus minus)^(D/2) sinh(D ln(plus / minus) / 2), without
        // cancellation
        const double log_plus = std::log(initialization.plus[i]);
        const double log_minus = std::log(minus[i]);
        const double log_mean = depth * (initialization.log_alpha + 0.5 * (log_plus + log_minus));
        const double half = 0.5 * depth * (log_plus - log_minus);
        start[i] = half == 0.0
                       ? 0.0
                       : std::copysign(std::exp(log_mean + log_two_sinh(std::fabs(half))), half);
    }
    return start;
}

Vector effective_log_shape(const Initialization& initialization) {
    const Vector& minus = minus_of(initialization);
    const double exponent = 2.0 - initialization.depth;
    Vector log_shape(initialization.plus.size());
    for (Index i = 0; i < log_shape.size(); ++i) {
        const double log_plus = std::log(initialization.plus[i]);
        const double log_minus = std::log(minus[i]);
        log_shape[i] = 0.5 * (log_plus + log_minus);
        if (exponent == 0.0) continue;
        log_shape[i] += log_cosh(0.5 * exponent * (log_plus - log_minus)) / exponent;
    }
    return log_shape;
}

Vector effective_tilt(const Initialization& initialization) {
    const Vector& minus = minus_of(initialization);
    const double exponent = 2.0 - initialization.depth;
    Vector tilt(initialization.plus.size());
    for (Index i = 0; i < tilt.size(); ++i) {
        const double log_plus = std::log(initialization.plus[i]);
        const double log_minus = std::log(minus[i]);
        tilt[i] = exponent == 0.0 ? log_minus - log_plus
                                  : std::exp(0.5 * exponent * (log_plus + log_minus)) *
                                        std::sinh(0.5 * exponent * (log_plus - log_minus));
    }
    return tilt;
}

}  // namespace regimes
