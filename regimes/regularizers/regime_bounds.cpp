// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/regularizers/regime_bounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace regimes {

namespace {

void require(bool holds, const char* argument, double value, const char* expected) {
    if (holds) return;
    throw std::invalid_argument(
        fmt::format("{}: {} given, {} expected", argument, value, expected));
}

void require_positive(const char* argument, double value) {
    require(value > 0.0 && std::isfinite(value), argument, value, "a positive finite number");
}

}  // namespace

double log_alpha_reaching_l1(double eps, double l1_norm, Index d) {
    const auto size = static_cast<double>(d);
    require(d >= 1, "d", size, "at least 1");
    require(eps > 0.0 && eps < size, "eps", eps, "a number between 0 and d");
    require_positive("l1_norm", l1_norm);
    return std::min(-(2.0 + eps) / (2.0 * eps) * std::log(2.0 * (1.0 + eps) * l1_norm),
                    -size / (eps * l1_norm));
}

double log_alpha_reaching_l2(double eps, double l2_norm) {
    require_positive("eps", eps);
    require_positive("l2_norm", l2_norm);
    return 0.5 * std::log(2.0 * (1.0 + eps) * (1.0 + 2.0 / eps) * l2_norm);
}

double log_alpha_resembling_l1(double eps, double l1_norm, Index d) {
    const auto size = static_cast<double>(d);
    require(d >= 1, "d", size, "at least 1");
    require_positive("eps", eps);
    require_positive("l1_norm", l1_norm);
    return std::min({0.0, 0.5 * std::log(l1_norm), -std::log(2.0 * l1_norm) / (2.0 * eps),
                     -size / (2.0 * eps * l1_norm)});
}

double log_alpha_unlike_l1(double eps, Index d) {
    const auto size = static_cast<double>(d);
    require_positive("eps", eps);
    require(size >= std::max(std::numbers::e, std::pow(12.0, 4.0 * eps)), "d", size,
            "at least max(e, 12^(4 eps))");
    return -(0.25 + 0.125 / eps) * std::log(size);
}

double log_alpha_resembling_l2(double eps, double l2_norm) {
    require_positive("eps", eps);
    require_positive("l2_norm", l2_norm);
    return 0.5 * std::log(l2_norm) + std::log1p(std::pow(eps, -0.25));
}

}  // namespace regimes
