// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/regularizers/q_alpha_depth.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/numerics/log_hyperbolic.hpp"

namespace regimes {

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
}

DepthProfile::DepthProfile(double depth) : p_(depth / (depth - 2.0)), r_(2.0 / (depth - 2.0)) {
    if (!(depth > 2.0 && depth < infinity)) {
        throw std::invalid_argument(
            fmt::format("depth: {} given, a finite number above 2 expected", depth));
    }
}

double DepthProfile::curvature() const { return 0.5 / p_; }

double DepthProfile::scaled_angle(double log_z) const {
    // Newton on p ln cosh(u / p) + ln(2 sinh u) = ln z. Depth 2 (p = infinity) starts it from above
    // and, because ln cosh(v) <= v tanh(v), the first step takes off less than half.
    double u = asinh_half_exp(log_z);
    if (u < 1e-8) return u;
    for (int step = 0; step < 60; ++step) {
        const double v = u / p_;
        const double excess = p_ * log_cosh(v) + log_two_sinh(u) - log_z;
        const double change = excess / (std::tanh(v) + 1.0 / std::tanh(u));
        u -= change;
        if (std::fabs(change) <= 4e-16 * u) break;
    }
    return u;
}

double DepthProfile::gradient(double log_z) const { return std::tanh(scaled_angle(log_z) / p_); }

double DepthProfile::mean_slope(double log_z) const {
    const double v = scaled_angle(log_z) / p_;
    const double growth = r_ * log_cosh(v) + log_cosh(r_ * v);
    const double conjugate_over_z = growth < 30.0 ? 2.0 / r_ * std::expm1(growth) * std::exp(-log_z)
                                                  : 2.0 / r_ * std::exp(growth - log_z);
    return std::tanh(v) - conjugate_over_z;
}

double DepthProfile::log_inverse_gradient(double s) const {
    if (s >= 1.0) return infinity;
    const double v = std::atanh(s);
    return p_ * log_cosh(v) + log_two_sinh(p_ * v);
}

double DepthProfile::log_conjugate(double s) const {
    if (s >= 1.0) return infinity;
    const double v = std::atanh(s);
    const double growth = r_ * log_cosh(v) + log_cosh(r_ * v);
    return std::log(2.0 / r_) + (growth < 30.0 ? std::log(std::expm1(growth)) : growth);
}

double DepthProfile::log_conjugate_hessian(double s) const {
    if (s >= 1.0) return infinity;
    const double v = std::atanh(s);
    return std::log(p_) + (p_ + 1.0) * log_cosh(v) + log_two_cosh((p_ + 1.0) * v);
}

}  // namespace regimes
