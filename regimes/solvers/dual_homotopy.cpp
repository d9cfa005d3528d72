// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/dual_homotopy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace regimes {

namespace {

constexpr double face_rate = 1e-13;          // of slack in Lambda: below it, rounding
constexpr double drop_level = 1e-4;          // columns below this share of the N-th largest weight
constexpr double followed_power = 1e-10;     // coefficients below this do not slow the path down
constexpr double resolved_power = 1e-15;     // ... and below this are not seen in y
constexpr double chord_change = 0.1;         // a factor serves while the weights moved less
constexpr double first_step = 0.5;           // of Lambda, from the kernel end
constexpr double largest_growth = 10.0;      // of a step over the one before
constexpr double aimed_change = 1.0;         // first Newton correction after a predictor step
constexpr double largest_change = 3.0;       // ... past which the step is taken back
constexpr double rough_change = 1.0;         // last correction between the points asked for
constexpr double graded_rough_change = 0.1;  // ... where the data hardly determine some directions

}  // namespace

DualHomotopy::DualHomotopy(const MatrixView& x, SlackForm form, int threads, int max_iterations)
    : x_(x),
      form_(std::move(form)),
      threads_(threads),
      max_iterations_(max_iterations),
      system_(x, threads),
      followed_slack_(form_.slack_of(followed_power)),
      resolved_slack_(form_.slack_of(resolved_power)),
      beta_(x.cols),
      powers_(x.cols),
      weights_(x.cols),
      drift_(x.cols),
      residual_(x.rows),
      nu_change_(x.rows),
      xi_change_(x.cols) {}

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

double DualHomotopy::nonlinearity(const Vector& y) {
    evaluate(y);
    if (!has_factor_ || factor_change_ > chord_change) factorize(y);
    residual_ = y;
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
        if (std::fabs(rate) > face_rate * own) point_.near[i] += step * rate;
    }
}

bool DualHomotopy::correct(const Vector& y, double& first_change) {
    for (int round = 0; round < 8; ++round) {
        evaluate(y);
        if (!residual_.allFinite()) return false;
        dropped_ = round < 2 ? drop_level : 0.0;
        if (round == 0 || factor_change_ > chord_change) factorize(y);
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

Status DualHomotopy::advance(double lambda, const Vector& y, const Observer* observer) {
    moved_ = std::numeric_limits<double>::infinity();
    while (point_.lambda < lambda) {
        if (observer != nullptr && observer->cancelled()) return Status::cancelled;
        if (system_.count() > max_iterations_) return Status::iteration_limit;
        const Point before = point_;
        find_tangent();
        const double wanted = step_;
        double step = std::min(wanted, lambda - point_.lambda);
        double change = 0.0;
        for (;;) {
            predict(step);
            if (correct(y, change)) break;
            point_ = before;
            step *= 0.25;
            if (step < 1e-9 * (1.0 + point_.lambda)) return step_back(before, y);
        }
        step_ = step *
                std::clamp(std::sqrt(aimed_change / std::max(change, 1e-4)), 0.3, largest_growth);
        if (point_.lambda == lambda) step_ = std::max(step_, wanted);  // was cut short by the end
    }
    return Status::converged;
}

}  // namespace regimes
