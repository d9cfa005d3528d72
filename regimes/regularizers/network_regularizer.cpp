// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/regularizers/network_regularizer.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace regimes {

namespace {

// Below this ln z, q(z) and its parabola agree to rounding: the next term is smaller by z^2 <
// 1e-17.
constexpr double linear_below = -20.0;
constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

NetworkRegularizer::NetworkRegularizer(std::string name, std::unique_ptr<const Profile> profile,
                                       const Initialization& initialization)
    : name_(std::move(name)),
      profile_(std::move(profile)),
      depth_(initialization.depth),
      log_scale_(initialization.depth * initialization.log_alpha) {
    validate(initialization);
    parabola_ = -log_scale_ < linear_below;
    log_unit_ = parabola_ ? std::log(profile_->curvature()) - log_scale_
                          : std::log(profile_->gradient(-log_scale_));
    if (initialization.plus.size() == 0) return;
    log_shape_ = effective_log_shape(initialization);
    if (!is_biased(initialization)) return;
    tilt_ = effective_tilt(initialization) * std::exp(-log_unit_);
    const Vector start = initial_coefficients(initialization);
    base_.resize(start.size());
    for (Index i = 0; i < start.size(); ++i) {
        base_[i] = untilted_value(i, start[i]) + tilt_[i] * start[i];
    }
}

/// R_i''(0) where the whole regulariser is a parabola.
double NetworkRegularizer::slope(Index i) const {
    return std::exp(2.0 * (1.0 - depth_) * log_shape(i));
}

bool NetworkRegularizer::linear_at(Index i, double log_b) const {
    return parabola_ && log_b - log_scale(i) < linear_below;
}

double NetworkRegularizer::untilted_value(Index i, double b) const {
    if (b == 0.0) return 0.0;
    const double log_b = std::log(std::fabs(b));
    if (linear_at(i, log_b)) return 0.5 * slope(i) * b * b;
    const double mean = profile_->mean_slope(log_b - log_scale(i));
    return std::fabs(b) * std::exp(std::log(mean) + log_weight(i));
}

double NetworkRegularizer::untilted_gradient(Index i, double b) const {
    if (b == 0.0) return 0.0;
    const double log_b = std::log(std::fabs(b));
    if (linear_at(i, log_b)) return slope(i) * b;
    const double raw = profile_->gradient(log_b - log_scale(i));
    return std::copysign(std::exp(std::log(raw) + log_weight(i)), b);
}

double NetworkRegularizer::value(Index i, double b) const {
    const double untilted = untilted_value(i, b);
    return base_.size() == 0 ? untilted : untilted + tilt(i) * b - base_[i];
}

double NetworkRegularizer::gradient(Index i, double b) const {
    return untilted_gradient(i, b) + tilt(i);
}

double NetworkRegularizer::inverse_gradient(Index i, double s) const {
    const double untilted = s - tilt(i);
    if (untilted == 0.0) return 0.0;
    const double size = std::fabs(untilted);
    const double parabola_b = size / slope(i);
    if (linear_at(i, std::log(parabola_b))) return std::copysign(parabola_b, untilted);
    const double raw = size * std::exp(-log_weight(i));
    return std::copysign(std::exp(log_scale(i) + profile_->log_inverse_gradient(raw)), untilted);
}

double NetworkRegularizer::conjugate(Index i, double s) const {
    const double untilted = s - tilt(i);
    double sum = base_.size() == 0 ? 0.0 : base_[i];
    if (untilted == 0.0) return sum;
    const double size = std::fabs(untilted);
    if (linear_at(i, std::log(size / slope(i)))) return sum + 0.5 * size * size / slope(i);
    const double raw = size * std::exp(-log_weight(i));
    return sum + std::exp(log_scale(i) + log_weight(i) + profile_->log_conjugate(raw));
}

double NetworkRegularizer::conjugate_hessian(Index i, double s) const {
    const double size = std::fabs(s - tilt(i));
    if (size == 0.0 ? parabola_ : linear_at(i, std::log(size / slope(i)))) return 1.0 / slope(i);
    if (size == 0.0) {
        return std::exp(log_scale(i) - log_weight(i)) / profile_->curvature();
    }
    const double raw = size * std::exp(-log_weight(i));
    return std::exp(log_scale(i) - log_weight(i) + profile_->log_conjugate_hessian(raw));
}

}  // namespace regimes
