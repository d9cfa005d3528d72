// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/slack_form.hpp"

#include <algorithm>
#include <cmath>

namespace regimes {

SlackForm::SlackForm(const Initialization& initialization)
    : depth_(initialization.depth), exponential_(initialization.depth == 2.0) {
    if (!exponential_) {
        p_ = depth_ / (depth_ - 2.0);
        r_ = 2.0 / (depth_ - 2.0);
    }
    if (initialization.plus.size() == 0) return;
    shape_ = effective_log_shape(initialization);
    tilt_ = effective_tilt(initialization);
    if (!exponential_) shape_ = ((2.0 - depth_) * shape_.array()).exp();
}

double SlackForm::lambda(double log_alpha) const {
    const double value =
        exponential_ ? -2.0 * log_alpha : r_ * std::expm1(-(depth_ - 2.0) * log_alpha);
    return std::min(value, largest_lambda);
}

double SlackForm::half(Index i, double lambda) const {
    if (uniform()) return lambda;
    if (exponential_) return lambda - 2.0 * shape_[i];
    return shape_[i] * lambda + r_ * (shape_[i] - 1.0);
}

double SlackForm::middle(Index i, double lambda) const {
    if (uniform()) return 0.0;
    return exponential_ ? tilt_[i] : tilt_[i] * (lambda + r_);
}

SlackForm::Powers SlackForm::powers(double near, double gap) const {
    if (exponential_) {
        const double near_power = std::exp(-near);
        const double shrink = std::expm1(-gap);
        const double far_power = near_power * (1.0 + shrink);
        return {near_power, far_power, -near_power * shrink, near_power, far_power};
    }
    const double log_near = std::log1p(near / r_);
    const double log_ratio = std::log1p(gap / (r_ + near));
    const double near_power = std::exp(-p_ * log_near);
    const double shrink = std::expm1(-p_ * log_ratio);
    const double far_power = near_power * (1.0 + shrink);
    return {near_power, far_power, -near_power * shrink, near_power * p_ / (r_ + near),
            far_power * p_ / (r_ + near + gap)};
}

double SlackForm::slack_of(double level) const {
    return exponential_ ? -std::log(level) : r_ * std::expm1(-std::log(level) / p_);
}

}  // namespace regimes
