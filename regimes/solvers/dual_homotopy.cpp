// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/dual_homotopy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace regimes {

namespace {

constexpr double face_rate = 1e-13;          // of slack in Lambda: below it, rounding
constexpr double doubtful_rate = 1e-6;       // ... where the terms of the rate decide
constexpr double drop_level = 1e-4;          // columns below this share of the N-th largest weight
constexpr double followed_power = 1e-10;     // coefficients below this do not slow the path down
constexpr double resolved_power = 1e-15;     // ... and below this are not seen in y
constexpr double chord_change = 0.1;         // a factor serves while the weights moved less
constexpr double first_step = 0.5;           // of Lambda, from the kernel end
constexpr double smallest_step = 1e-9;       // ... relative to 1 + Lambda
constexpr double largest_growth = 10.0;      // of a step over the one before
constexpr double aimed_change = 1.0;         // first Newton correction after a predictor step
constexpr double largest_change = 3.0;       // ... past which the step is taken back
constexpr double lost_residual = 1e3;        // past it, in units of |beta| = 1, a step went too far
constexpr double rough_change = 1.0;         // last correction between the points asked for
constexpr double graded_rough_change = 0.1;  // ... where the data hardly determine some directions

}  // namespace

DualHomotopy::DualHomotopy(const ReducedSystem& data, SlackForm form, int threads,
                           int max_iterations)
    : data_(&data),
      x_(data.x()),
      form_(std::move(form)),
      threads_(threads),
      max_iterations_(max_iterations),
      system_(data.x(), data.squared_norms(), threads),
      followed_slack_(x_.cols),
      resolved_slack_(x_.cols),
      beta_(x_.cols),
      powers_(x_.cols),
      weights_(x_.cols),
      drift_(x_.cols),
      residual_(x_.rows),
      nu_change_(x_.rows),
      xi_change_(x_.cols) {}

void DualHomotopy::reset() {
    point_.lambda = 0.0;
    point_.nu = Vector::Zero(x_.rows);
    point_.xi = Vector::Zero(x_.cols);
    point_.near.resize(x_.cols);
    for (Index i = 0; i < x_.cols; ++i) {
        point_.near[i] = form_.half(i, 0.0) - std::fabs(form_.middle(i, 0.0));
    }
    nu_rate_ = Vector::Zero(x_.rows);
    xi_rate_ = Vector::Zero(x_.cols);
    step_ = first_step;
    dropped_ = 0.0;
    factor_change_ += std::exchange(moved_, 0.0);
}

/// A coefficient matters by the size of its term x_i beta_i beside y: where a feature dwarfs the
/// others, a small coefficient does.
void DualHomotopy::set_unit(double unit) {
    if (unit == unit_) return;
    unit_ = unit;
    y_norm_ = data_->y().norm() / unit;
    largest_residual_ = lost_residual * (y_norm_ + std::sqrt(data_->squared_norms().maxCoeff()));
    for (Index i = 0; i < x_.cols; ++i) {
        const double norm = std::sqrt(data_->squared_norms()[i]);
        const double whole = norm > y_norm_ && y_norm_ > 0.0 ? y_norm_ / norm : 1.0;
        followed_slack_[i] = form_.slack_of(followed_power * whole);
        resolved_slack_[i] = form_.slack_of(resolved_power * whole);
    }
}

double DualHomotopy::nonlinearity(double unit) {
    set_unit(unit);
    evaluate();
    if (!has_factor_ || factor_change_ > chord_change) factorize();
    residual_ = data_->y() / unit_;
    find_direction();
    return relative_change(followed_slack_);
}
/// Corrects the previous tangent instead of solving afresh: in directions that the data leave open
/// the right side is rounding only, and there the tangent then stays what it was.
void DualHomotopy::find_tangent() {
    Vector drive(x_.cols);
    drive.array() = -drift_.array() - weights_.array() * xi_rate_.array();
    Vector change(x_.rows);
    multiply(x_, drive, change, threads_);
    system_.solve(change);
    if (change.allFinite()) nu_rate_ += change;
    multiply_transposed(x_, nu_rate_, xi_rate_, threads_);
}

/// True if a near slack's rate is no more than the rounding of x_i^T dnu/dLambda.
bool DualHomotopy::is_rounding_of_rate(Index i, double rate, double own) const {
    if (std::fabs(rate) <= face_rate * own) return true;
    if (std::fabs(rate) > doubtful_rate * own) return false;
    const double terms = x_.column(i).cwiseProduct(nu_rate_).lpNorm<1>();
    return std::fabs(rate) <= 16.0 * std::numeric_limits<double>::epsilon() * terms;
}

void DualHomotopy::predict(double step) {
    const double from = point_.lambda;
    const double to = from + step;
    point_.lambda = to;
    point_.nu += step * nu_rate_;
    for (Index i = 0; i < x_.cols; ++i) {
        const double sign = point_.xi[i] < form_.middle(i, from) ? -1.0 : 1.0;
        point_.xi[i] += step * xi_rate_[i];
        const double half = form_.half(i, to);
        const double near = half - std::fabs(point_.xi[i] - form_.middle(i, to));
        if (!is_carried(near, half)) {
            point_.near[i] = near;
            continue;
        }
        // On a face of the l1 ball the rate is zero, and rounding times a huge step is not.
        const double own = form_.half_rate(i) + sign * form_.middle_rate(i);
        const double rate = own - sign * xi_rate_[i];
        if (!is_rounding_of_rate(i, rate, own)) point_.near[i] += step * rate;
    }
}

bool DualHomotopy::correct(double& first_change) {
    for (int round = 0; round < 8; ++round) {
        evaluate();
        if (!(residual_.norm() <= largest_residual_)) return false;
        dropped_ = round < 2 ? drop_level : 0.0;
        if (round == 0 || factor_change_ > chord_change) factorize();
        find_direction();
        if (!nu_change_.allFinite()) return false;
        const double change = relative_change(followed_slack_);
        if (round == 0) first_change = change;
        if (!(change < largest_change)) return false;
        take_step(change);
        if (change < (system_.is_graded() ? graded_rough_change : rough_change)) return true;
    }
    return false;
}

Status DualHomotopy::advance(double lambda, double unit, const Observer* observer) {
    set_unit(unit);
    moved_ = std::numeric_limits<double>::infinity();
    double refined_at = -1.0;
    while (point_.lambda < lambda) {
        if (observer != nullptr && observer->cancelled()) return Status::cancelled;
        if (system_.count() > max_iterations_) return Status::iteration_limit;
        const Point before = point_;
        find_tangent();
        const double wanted = step_;
        double step = std::min(wanted, lambda - point_.lambda);
        double change = 0.0;
        const double least = std::min(step, smallest_step * (1.0 + point_.lambda));
        bool done = false;
        while (step >= least) {
            predict(step);
            done = correct(change);
            if (done) break;
            point_ = before;
            step *= 0.25;
        }
        if (!done) {  // the point may be too rough for a tangent: once, the exact one
            if (refined_at == before.lambda) return step_back(before);
            refined_at = before.lambda;
            dropped_ = 0.0;
            has_factor_ = false;
            const Status status = solve(unit);
            if (status != Status::converged) return status;
            step_ = wanted;
            continue;
        }
        step_ = step *
                std::clamp(std::sqrt(aimed_change / std::max(change, 1e-4)), 0.3, largest_growth);
        if (point_.lambda == lambda) step_ = std::max(step_, wanted);  // was cut short by the end
    }
    return Status::converged;
}

}  // namespace regimes
