// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/dual_path.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

namespace regimes {

namespace {

constexpr double carried_slack_from = 1e3;  // Lambda past which xi no longer resolves near slacks
constexpr double carried_share = 1e-3;    // ... of coordinates whose near slack is below this share
constexpr double drop_level = 1e-4;       // columns below this share of the N-th largest weight
constexpr double followed_power = 1e-10;  // coefficients below this do not slow the path down
constexpr double resolved_power = 1e-15;  // ... and below this are not seen in y
constexpr double chord_change =
    0.1;  // along the path, a factor serves while the weights moved less
constexpr double solve_chord_change = 0.01;  // ... and towards full accuracy
constexpr double exact_change = 1e-13;       // a point this close to the next is the solution
constexpr double settled_change = 1e-9;      // below it, a change that no longer falls is rounding
constexpr int patience = 5;           // Newton steps without progress: rounding, whatever its size
constexpr double first_step = 0.5;    // of Lambda, from the kernel end
constexpr double aimed_change = 1.0;  // first Newton correction after a predictor step
constexpr double largest_change = 3.0;       // ... past which the step is taken back
constexpr double rough_change = 1.0;         // last correction between the points asked for
constexpr double graded_rough_change = 0.1;  // ... where the data hardly determine some directions

}  // namespace

DualPath::DualPath(const MatrixView& x, SlackForm form, int threads, int max_iterations)
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

void DualPath::reset() {
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

double DualPath::nonlinearity(const Vector& y) {
    evaluate(y);
    if (!has_factor_ || factor_change_ > chord_change) factorize();
    residual_ = y;
    find_direction();
    return relative_change(followed_slack_);
}

double DualPath::side(Index i) const {
    return point_.xi[i] < form_.middle(i, point_.lambda) ? -1.0 : 1.0;
}

void DualPath::evaluate(const Vector& y) {
    for (Index i = 0; i < x_.cols; ++i) {
        const double offset = point_.xi[i] - form_.middle(i, point_.lambda);
        const auto power = form_.powers(point_.near[i], 2.0 * std::fabs(offset));
        const double sign = offset < 0.0 ? -1.0 : 1.0;
        const double tilt = sign * form_.middle_rate(i);
        beta_[i] = sign * power.difference;
        powers_[i] = power.near;
        weights_[i] = power.near_slope + power.far_slope;
        drift_[i] = -sign * (power.near_slope * (form_.half_rate(i) + tilt) -
                             power.far_slope * (form_.half_rate(i) - tilt));
    }
    multiply(x_, beta_, residual_, threads_);
    residual_ = y - residual_;
}

void DualPath::factorize() {
    system_.factor(weights_, powers_, dropped_);
    factor_change_ = 0.0;
    has_factor_ = true;
}

void DualPath::find_direction() {
    nu_change_ = residual_;
    system_.solve(nu_change_);
    multiply_transposed(x_, nu_change_, xi_change_, threads_);
}

/// Largest relative change of a weight that the whole step would make to first order, over the
/// coordinates that are or would come within this slack.
double DualPath::relative_change(double largest_slack) const {
    double largest = 0.0;
    for (Index i = 0; i < x_.cols; ++i) {
        const double move = std::fabs(xi_change_[i]);
        if (point_.near[i] - move > largest_slack) continue;
        largest = std::max(largest, move * form_.sensitivity(point_.near[i]));
    }
    return largest;
}

void DualPath::apply(double step) {
    point_.nu += step * nu_change_;
    const double lambda = point_.lambda;
    for (Index i = 0; i < x_.cols; ++i) {
        const double change = step * xi_change_[i];
        const double sign = side(i);
        point_.xi[i] += change;
        const double half = form_.half(i, lambda);
        const double near = half - std::fabs(point_.xi[i] - form_.middle(i, lambda));
        if (lambda < carried_slack_from || near > carried_share * half) {
            point_.near[i] = near;
        } else {
            point_.near[i] -= sign * change;
        }
    }
}

/// How far the weights are from those of nu = 0, to first order; at most 1. Near the kernel end the
/// dual is small, and so must be what still changes.
double DualPath::nonlinearity_of_point() const {
    double largest = 0.0;
    for (Index i = 0; i < x_.cols && largest < 1.0; ++i) {
        largest = std::max(largest, std::fabs(point_.xi[i]) * form_.sensitivity(point_.near[i]));
    }
    return std::min(largest, 1.0);
}

/// The rounding error of y - X beta, to order of magnitude, with beta from slacks that xi resolves to
/// eps Lambda; past `carried_slack_from` they are known better.
double DualPath::rounding(const Vector& y) const {
    const double of_slacks = 1.0 + 0.25 * std::min(point_.lambda, carried_slack_from);
    return of_slacks *
           (8.0 * std::numeric_limits<double>::epsilon() * y.norm() + system_.rounding(beta_));
}

/// Refines beta alone until X beta = y holds to rounding. Coefficients that would move by more than
/// a rounding error of their slack are below what y resolves; they stay where nu puts them.
void DualPath::polish(const Vector& y) {
    double before = std::numeric_limits<double>::infinity();
    Vector best = beta_;
    for (int round = 0; round < 5; ++round) {
        multiply(x_, beta_, residual_, threads_);
        residual_ = y - residual_;
        const double now = residual_.norm();
        if (!(now < before)) break;
        best = beta_;
        if (now <= 1e-16 * y.norm() || now > 0.5 * before) break;
        before = now;
        find_direction();
        for (Index i = 0; i < x_.cols; ++i) {
            const double change = std::fabs(xi_change_[i]) * form_.sensitivity(point_.near[i]);
            if (change <= settled_change) beta_[i] += weights_[i] * xi_change_[i];
        }
    }
    beta_ = best;
}

/// Leaves finite numbers behind where Newton lost its way.
Status DualPath::step_back(const Point& start, const Vector& y) {
    point_ = start;
    evaluate(y);
    has_factor_ = false;
    return Status::stalled;
}

Status DualPath::solve(const Vector& y) {
    const Point start = point_;
    double before = std::numeric_limits<double>::infinity();
    double least_residual = before;
    int idle = 0;  // iterations since the residual last fell to half
    for (int iteration = 0; iteration < max_iterations_; ++iteration) {
        evaluate(y);
        const double residual = residual_.norm();
        if (!std::isfinite(residual)) return step_back(start, y);
        idle = residual < 0.5 * least_residual ? 0 : idle + 1;
        least_residual = std::min(least_residual, residual);
        if (!has_factor_ || factor_change_ > solve_chord_change) factorize();
        find_direction();
        if (!nu_change_.allFinite()) return step_back(start, y);
        double change = relative_change(resolved_slack_);
        const double size = nonlinearity_of_point();
        const bool at_floor = (change <= settled_change * size && change > 0.5 * before) ||
                              (change < chord_change && idle >= patience);
        if (residual <= rounding(y) || change <= exact_change * size || at_floor) {
            polish(y);
            return Status::converged;
        }
        // A chord that contracts badly asks for a new factor, a new factor for all its columns.
        if (change > 0.3 * before && factor_change_ > 0.0) {
            factorize();
            find_direction();
            change = relative_change(resolved_slack_);
        } else if (change > 0.5 * before && (before < chord_change || idle >= 2)) {
            dropped_ = 0.0;
        }
        take_step(change);
        before = change;
    }
    return Status::iteration_limit;
}

/// The whole Newton step, or as much of it as the weights' change of shape allows.
void DualPath::take_step(double change) {
    const double step = change < 1.0 ? 1.0 : std::min(std::log1p(change), form_.reach()) / change;
    apply(step);
    factor_change_ += step * change;
    moved_ += step * change;
}

/// Corrects the previous tangent instead of solving afresh: in directions that the data leave open
/// the right side is rounding only, and there the tangent then stays what it was.
void DualPath::find_tangent() {
    Vector drive(x_.cols);
    drive.array() = -drift_.array() - weights_.array() * xi_rate_.array();
    Vector change(x_.rows);
    multiply(x_, drive, change, threads_);
    system_.solve(change);
    if (change.allFinite()) nu_rate_ += change;
    multiply_transposed(x_, nu_rate_, xi_rate_, threads_);
}

void DualPath::predict(double step) {
    const double from = point_.lambda;
    const double to = from + step;
    point_.lambda = to;
    point_.nu += step * nu_rate_;
    for (Index i = 0; i < x_.cols; ++i) {
        const double sign = point_.xi[i] < form_.middle(i, from) ? -1.0 : 1.0;
        point_.xi[i] += step * xi_rate_[i];
        const double half = form_.half(i, to);
        const double near = half - std::fabs(point_.xi[i] - form_.middle(i, to));
        if (to < carried_slack_from || near > carried_share * half) {
            point_.near[i] = near;
            continue;
        }
        // On a face of the l1 ball the rate is zero, and rounding times a huge step is not.
        const double own = form_.half_rate(i) + sign * form_.middle_rate(i);
        const double rate = own - sign * xi_rate_[i];
        if (std::fabs(rate) > 1e-13 * own) point_.near[i] += step * rate;
    }
}

bool DualPath::correct(const Vector& y, double& first_change) {
    for (int round = 0; round < 8; ++round) {
        evaluate(y);
        if (!residual_.allFinite()) return false;
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

Status DualPath::advance(double lambda, const Vector& y, const Observer* observer) {
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
        step_ = step * std::clamp(std::sqrt(aimed_change / std::max(change, 1e-4)), 0.3, 30.0);
        if (point_.lambda == lambda) step_ = std::max(step_, wanted);  // was cut short by the end
    }
    return Status::converged;
}

}  // namespace regimes
