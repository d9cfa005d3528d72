// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/log_ratio_flow.hpp"

#include <algorithm>
#include <cmath>

#include "regimes/numerics/design_product.hpp"

namespace regimes {

namespace {

constexpr double stiff = 1e-2;  // gamma times a coordinate's own rate, from which it is active

double log_one_plus_exp(double x) {
    return x > 0.0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

}  // namespace

LogRatioFlow::LogRatioFlow(const DesignView& x, ConstVectorRef y, DiagonalStart start)
    : x_(x),
      y_(y),
      unit_(y.norm() > 0.0 ? y.norm() : 1.0),
      start_(std::move(start)),
      log_sum_(x.cols),
      squared_norms_(squared_column_norms(x)),
      beta_(x.cols),
      slope_(x.cols),
      speed_(x.cols),
      growth_(x.cols),
      residual_(x.rows),
      gradient_(x.cols),
      rows_(x.rows),
      columns_(x.cols) {
    for (Index i = 0; i < x.cols; ++i) {
        const double log_p = start_.log_slack(start_.log_plus[i]);
        log_sum_[i] = log_p + log_one_plus_exp(start_.log_slack(start_.log_minus[i]) - log_p);
    }
    log_unit_ = log_sum_.minCoeff();
}

void LogRatioFlow::move_to(ConstVectorRef phi) {
    if (at_.size() == phi.size() && std::equal(phi.begin(), phi.end(), at_.begin())) return;
    at_ = phi;
    const double p = start_.p();
    const double log_r = std::log(start_.r());
    for (Index i = 0; i < x_.cols; ++i) {
        const double up = log_one_plus_exp(phi[i]);     // ln(C / P)
        const double down = log_one_plus_exp(-phi[i]);  // ln(C / M)
        const PowerPair powers = power_pair(p * (up + log_r - log_sum_[i]), p * phi[i]);
        beta_[i] = powers.difference;
        slope_[i] = p * (powers.plus * std::exp(-down) + powers.minus * std::exp(-up));
        speed_[i] = 4.0 * start_.depth * std::exp(up + down - (log_sum_[i] - log_unit_));
        growth_[i] = std::tanh(0.5 * phi[i]);
    }
    multiply(x_, beta_, residual_);
    residual_ -= y_;
    multiply_transposed(x_, residual_, gradient_);
    gradient_ = -gradient_;
}

void LogRatioFlow::jacobian_times(ConstVectorRef phi, ConstVectorRef v, VectorRef out) {
    move_to(phi);
    columns_ = slope_.cwiseProduct(v);
    multiply(x_, columns_, rows_);
    multiply_transposed(x_, rows_, columns_);
    out.array() =
        speed_.array() * (growth_.array() * gradient_.array() * v.array() - columns_.array());
}

void LogRatioFlow::prepare(double gamma, ConstVectorRef phi) {
    move_to(phi);
    gamma_ = gamma;
    active_.clear();
    for (Index i = 0; i < x_.cols; ++i) {
        if (gamma * speed_[i] * slope_[i] * squared_norms_[i] > stiff) active_.push_back(i);
    }
    const Index count = static_cast<Index>(active_.size());
    active_columns_.resize(x_.rows, count);
    for (Index k = 0; k < count; ++k) {
        const Index i = active_[static_cast<std::size_t>(k)];
        const double scale = std::sqrt(slope_[i]);
        x_.copy_columns(&i, 1, active_columns_.col(k));
        active_columns_.col(k) *= scale;
    }
    if (count == 0) return;
    Matrix newton = active_columns_.transpose() * active_columns_;
    for (Index k = 0; k < count; ++k) {
        newton(k, k) += 1.0 / (gamma * speed_[active_[static_cast<std::size_t>(k)]]);
    }
    solver_.factor(newton);
}

/// The active coordinates from their own equations, each divided by gamma times its speed; then the
/// others, which feel them and hardly act back.
void LogRatioFlow::precondition(ConstVectorRef b, VectorRef z) {
    z = b;
    const Index count = static_cast<Index>(active_.size());
    if (count == 0) return;
    Vector scaled(count);
    for (Index k = 0; k < count; ++k) {
        const Index i = active_[static_cast<std::size_t>(k)];
        scaled[k] = std::sqrt(slope_[i]) * b[i] / (gamma_ * speed_[i]);
    }
    solver_.solve(scaled);
    rows_ = active_columns_ * scaled;
    multiply_transposed(x_, rows_, columns_);
    z.array() -= gamma_ * speed_.array() * columns_.array();
    for (Index k = 0; k < count; ++k) {
        const Index i = active_[static_cast<std::size_t>(k)];
        z[i] = scaled[k] / std::sqrt(slope_[i]);
    }
}

double LogRatioFlow::relative_residual(ConstVectorRef phi) {
    move_to(phi);
    return residual_.norm() / unit_;
}

FlowSystem LogRatioFlow::system(double absolute_tolerance) {
    FlowSystem system;
    system.start = (2.0 - start_.depth) * (start_.log_minus - start_.log_plus);
    system.log_time_unit = log_unit_;
    system.absolute = Vector::Constant(x_.cols, absolute_tolerance);
    system.ode.rate = [this](ConstVectorRef phi, VectorRef out) {
        move_to(phi);
        out = speed_.cwiseProduct(gradient_);
    };
    system.ode.jacobian_times = [this](ConstVectorRef phi, ConstVectorRef v, VectorRef out) {
        jacobian_times(phi, v, out);
    };
    system.ode.prepare = [this](double gamma, ConstVectorRef phi) { prepare(gamma, phi); };
    system.ode.precondition = [this](ConstVectorRef b, VectorRef z) { precondition(b, z); };
    system.residual = [this](ConstVectorRef phi) { return relative_residual(phi); };
    system.last_residual = [this] { return residual_.norm() / unit_; };
    system.parameters = [this](ConstVectorRef phi) {
        move_to(phi);
        return beta_;
    };
    return system;
}

}  // namespace regimes
