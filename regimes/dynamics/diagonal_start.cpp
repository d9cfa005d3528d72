// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/diagonal_start.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace regimes {

namespace {

Vector log_weights(double log_alpha, const Vector& shape, Index features, const char* argument) {
    if (shape.size() == 0) return Vector::Constant(features, log_alpha);
    if (shape.size() != features) {
        throw std::invalid_argument(
            fmt::format("{}: {} entries given, one for each of the {} columns of X expected",
                        argument, shape.size(), features));
    }
    return log_alpha + shape.array().log();
}

}  // namespace

DiagonalStart::DiagonalStart(const Initialization& initialization, Index features)
    : depth(initialization.depth) {
    validate(initialization);
    const Vector& minus =
        initialization.minus.size() == 0 ? initialization.plus : initialization.minus;
    log_plus = log_weights(initialization.log_alpha, initialization.plus, features, "plus");
    log_minus = log_weights(initialization.log_alpha, minus, features, "minus");
}

}  // namespace regimes
