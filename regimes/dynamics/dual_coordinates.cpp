// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/dual_coordinates.hpp"

#include <algorithm>
#include <limits>

namespace regimes {

namespace {

constexpr double far_apart = 0.5;  // where the difference of two weights is as good as they are

/// The quick way to the same, where nothing cancels.
PowerPair far_pair(double log_plus_power, double log_minus_power) {
    const double plus = std::exp(log_plus_power);
    const double minus = std::exp(log_minus_power);
    return {plus, minus, plus - minus};
}

}  // namespace

DualCoordinates::DualCoordinates(const DiagonalStart& start)
    : depth_(start.depth), p_(0.0), log_ratio_unit_(0.0), log_unit_(0.0) {
    if (start.exponential()) {
        plus_ = -2.0 * start.log_plus;
        minus_ = -2.0 * start.log_minus;
        difference_ = minus_ - plus_;
        return;
    }
    p_ = start.p();
    const auto log_slack = [&](double log_weight) { return start.log_slack(log_weight); };
    const Vector log_plus = start.log_plus.unaryExpr(log_slack);
    const Vector log_minus = start.log_minus.unaryExpr(log_slack);
    log_unit_ = std::min(log_plus.minCoeff(), log_minus.minCoeff());
    log_ratio_unit_ = log_unit_ - std::log(start.r());
    plus_ = (log_plus.array() - log_unit_).exp();
    minus_ = (log_minus.array() - log_unit_).exp();
    difference_ = plus_.array() *
                  (log_minus - log_plus).array().unaryExpr([](double x) { return std::expm1(x); });
}

DualCoordinates::Coefficient DualCoordinates::coefficient(Index i, double xi) const {
    const double plus = plus_[i] - xi;
    const double minus = minus_[i] + xi;
    const double difference = 2.0 * xi + difference_[i];
    if (depth_ == 2.0) {
        const PowerPair powers = std::abs(difference) > far_apart ? far_pair(-plus, -minus)
                                                                  : power_pair(-plus, difference);
        return {powers.difference, powers.plus + powers.minus};
    }
    const double least = std::min(plus, minus);
    if (!(least > 0.0)) {
        constexpr double outside = std::numeric_limits<double>::quiet_NaN();
        return {outside, outside};
    }
    const double log_plus_power = -p_ * (std::log(plus) + log_ratio_unit_);
    PowerPair powers;
    if (std::abs(difference) > far_apart * least) {
        powers = far_pair(log_plus_power, -p_ * (std::log(minus) + log_ratio_unit_));
    } else {
        const double log_ratio =
            difference >= 0.0 ? std::log1p(difference / plus) : -std::log1p(-difference / minus);
        powers = power_pair(log_plus_power, p_ * log_ratio);
    }
    return {powers.difference, p_ * (powers.plus / plus + powers.minus / minus)};
}

void DualCoordinates::move(Index i, double xi) {
    plus_[i] -= xi;
    minus_[i] += xi;
    difference_[i] += 2.0 * xi;
}

double DualCoordinates::relative_error(Index i, double xi, double error) const {
    if (depth_ == 2.0) return std::abs(error);
    const double least = std::min(least_slack(i), std::min(plus_[i] - xi, minus_[i] + xi));
    if (!(least > 0.0)) return std::numeric_limits<double>::infinity();
    return std::abs(error) / (0.5 * (depth_ - 2.0) * least);
}

double DualCoordinates::room(Index i, double direction) const {
    if (depth_ == 2.0) return std::numeric_limits<double>::infinity();
    return direction > 0.0 ? plus_[i] : minus_[i];
}

double DualCoordinates::margin(Index i, double log_floor) const {
    if (depth_ == 2.0) return least_slack(i) + log_floor;
    return least_slack(i) - std::exp(-log_floor / p_ - log_ratio_unit_);
}

}  // namespace regimes
