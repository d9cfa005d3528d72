// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/row_space_flow.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace regimes {

namespace {

constexpr double negligible = 1e-3;  // weight of a column in the preconditioner, against 1
// A Gram matrix serves while no weight has changed by more than the first, and gamma has grown by
// no more than the second.
constexpr double same_slope = 1e-2;
constexpr double same_scale = 4.0;

struct Coefficient {
    double value;
    double slope;
};

Coefficient exponential_coefficient(double plus_slack, double minus_slack, double xi) {
    const PowerPair powers = power_pair(xi - plus_slack, 2.0 * xi + (minus_slack - plus_slack));
    return {powers.difference, powers.plus + powers.minus};
}

/// Not a number outside the domain -minus_slack < xi < plus_slack.
Coefficient power_coefficient(const DiagonalStart& start, double plus_slack, double minus_slack,
                              double xi) {
    const double plus = plus_slack - xi;
    const double minus = minus_slack + xi;
    const double p = start.p();
    const double difference = 2.0 * xi + (minus_slack - plus_slack);
    const double log_ratio =
        difference >= 0.0 ? std::log1p(difference / plus) : -std::log1p(-difference / minus);
    const PowerPair powers = power_pair(-p * std::log(plus / start.r()), p * log_ratio);
    return {powers.difference, p * (powers.plus / plus + powers.minus / minus)};
}

}  // namespace

RowSpaceFlow::RowSpaceFlow(const DesignView& x, ConstVectorRef y, DiagonalStart start)
    : x_(x),
      y_(y),
      unit_(y.norm() > 0.0 ? y.norm() : 1.0),
      start_(std::move(start)),
      squared_norms_(squared_column_norms(x)),
      xi_(x.cols),
      beta_(x.cols),
      slope_(x.cols),
      residual_(x.rows),
      column_change_(x.cols),
      row_change_(x.rows),
      gram_(Matrix::Zero(x.rows, x.rows)),
      newton_(x.rows, x.rows) {
    const auto slack = [&](double log_weight) {
        return start_.exponential() ? -2.0 * log_weight : std::exp(start_.log_slack(log_weight));
    };
    plus_slack_ = start_.log_plus.unaryExpr(slack);
    minus_slack_ = start_.log_minus.unaryExpr(slack);
}

void RowSpaceFlow::move_to(ConstVectorRef mu) {
    if (at_.size() == mu.size() && std::equal(mu.begin(), mu.end(), at_.begin())) return;
    at_ = mu;
    multiply_transposed(x_, mu, xi_);
    for (Index i = 0; i < x_.cols; ++i) {
        const Coefficient c =
            start_.exponential()
                ? exponential_coefficient(plus_slack_[i], minus_slack_[i], xi_[i])
                : power_coefficient(start_, plus_slack_[i], minus_slack_[i], xi_[i]);
        beta_[i] = c.value;
        slope_[i] = c.slope;
    }
    multiply(x_, beta_, residual_);
    residual_ -= y_;
}

void RowSpaceFlow::rate(ConstVectorRef mu, VectorRef out) {
    move_to(mu);
    out = -4.0 * start_.depth * residual_;
}

void RowSpaceFlow::jacobian_times(ConstVectorRef mu, ConstVectorRef v, VectorRef out) {
    move_to(mu);
    multiply_transposed(x_, v, column_change_);
    column_change_.array() *= -4.0 * start_.depth * slope_.array();
    multiply(x_, column_change_, out);
}

void RowSpaceFlow::prepare(double gamma, ConstVectorRef mu) {
    move_to(mu);
    const double scale = 4.0 * start_.depth * gamma;
    if (!gram_serves(scale)) form_gram(scale);
    if (columns_.empty()) return;
    newton_ = scale * gram_;
    newton_.diagonal().array() += 1.0;
    solver_.factor(newton_);
}

bool RowSpaceFlow::gram_serves(double scale) const {
    return gram_slope_.size() > 0 && scale <= same_scale * gram_scale_ &&
           ((slope_ - gram_slope_).array().abs() <= same_slope * gram_slope_.array()).all();
}

/// X diag(slope) X^T over the columns that count at this scale.
void RowSpaceFlow::form_gram(double scale) {
    gram_scale_ = scale;
    gram_slope_ = slope_;
    columns_.clear();
    weights_.clear();
    const double floor = negligible / static_cast<double>(x_.cols);
    for (Index i = 0; i < x_.cols; ++i) {
        if (!(scale * slope_[i] * squared_norms_[i] > floor)) continue;
        columns_.push_back(i);
        weights_.push_back(slope_[i]);
    }
    if (!columns_.empty()) weighted_gram_.compute(x_, columns_, weights_, gram_);
}

double RowSpaceFlow::relative_residual(ConstVectorRef mu) {
    move_to(mu);
    return residual_.norm() / unit_;
}

FlowSystem RowSpaceFlow::system(double absolute_tolerance) {
    FlowSystem system;
    system.start = Vector::Zero(x_.rows);
    system.ode.rate = [this](ConstVectorRef mu, VectorRef out) { rate(mu, out); };
    system.ode.jacobian_times = [this](ConstVectorRef mu, ConstVectorRef v, VectorRef out) {
        jacobian_times(mu, v, out);
    };
    system.ode.prepare = [this](double gamma, ConstVectorRef mu) { prepare(gamma, mu); };
    system.ode.precondition = [this](ConstVectorRef b, VectorRef z) {
        z = b;
        if (!columns_.empty()) solver_.solve(z);
    };
    system.residual = [this](ConstVectorRef mu) { return relative_residual(mu); };
    system.last_residual = [this] { return residual_.norm() / unit_; };
    system.parameters = [this](ConstVectorRef mu) {
        move_to(mu);
        return beta_;
    };
    // The size of mu: where xi has gone far enough to fit y, or to leave the start's scale.
    move_to(system.start);
    const double norm = std::sqrt(squared_norms_.maxCoeff());
    const double largest = slope_.maxCoeff();
    const double fitting = residual_.norm() / (largest * std::max(norm, 1e-300));
    const double leaving =
        start_.exponential() ? 1.0 : plus_slack_.cwiseMin(minus_slack_).minCoeff();
    const double size = std::min(fitting, leaving) / std::max(norm, 1e-300);
    system.absolute = Vector::Constant(
        x_.rows, std::max(absolute_tolerance * size, std::numeric_limits<double>::min()));
    return system;
}

}  // namespace regimes
