// SPDX-License-Identifier: BSD-3-Clause
// Newton's method of DualHomotopy at one point of the path; dual_homotopy.cpp moves along it.
#include <algorithm>
#include <cmath>
#include <limits>

#include "regimes/solvers/dual_homotopy.hpp"

namespace regimes {

namespace {

constexpr double carried_slack_from = 1e3;   // Lambda past which xi no longer resolves near slacks
constexpr double carried_share = 1e-3;       // ... below this share of the mean slack
constexpr double solve_chord_change = 0.01;  // a factor serves while the weights moved less
constexpr double small_change = 0.1;         // Newton should now converge fast
constexpr double exact_change = 1e-13;       // a point this close to the next is the solution
constexpr double converged_change = 1e-9;    // below it, a change that no longer falls is rounding
constexpr double doubtful_noise = 1e3;       // this many roundings may be those of terms left alone
constexpr int patience = 5;                  // steps without progress: rounding, whatever its size

}  // namespace

/// True where the near slack is an unknown of its own, since half - |xi| has too few digits.
bool DualHomotopy::is_carried(double near, double half) const {
    return point_.lambda >= carried_slack_from && near <= carried_share * half;
}

double DualHomotopy::side(Index i) const {
    return point_.xi[i] < form_.middle(i, point_.lambda) ? -1.0 : 1.0;
}

void DualHomotopy::evaluate() {
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
    data_->residual(beta_, 1.0 / unit_, residual_);
}

void DualHomotopy::factorize() {
    system_.factor(weights_, powers_, noise(), dropped_);
    factor_change_ = 0.0;
    has_factor_ = true;
}

void DualHomotopy::find_direction() {
    nu_change_ = residual_;
    if (data_->is_eliminated()) {
        // Rounding of the others, divided by the size of a small equation, would move the point.
        const double least = noise() / std::sqrt(static_cast<double>(x_.rows));
        for (double& r : nu_change_) r = std::fabs(r) > least ? r : 0.0;
    }
    system_.solve(nu_change_);
    multiply_transposed(x_, nu_change_, xi_change_, threads_);
}

/// Largest relative change of a weight that the whole step would make to first order, over the
/// coordinates that are or would come within this slack.
double DualHomotopy::relative_change(const Vector& largest_slack) const {
    double largest = 0.0;
    for (Index i = 0; i < x_.cols; ++i) {
        const double move = std::fabs(xi_change_[i]);
        if (point_.near[i] - move > largest_slack[i]) continue;
        largest = std::max(largest, move * form_.sensitivity(point_.near[i]));
    }
    return largest;
}

void DualHomotopy::apply(double step) {
    point_.nu += step * nu_change_;
    const double lambda = point_.lambda;
    for (Index i = 0; i < x_.cols; ++i) {
        const double change = step * xi_change_[i];
        const double sign = side(i);
        point_.xi[i] += change;
        const double half = form_.half(i, lambda);
        const double near = half - std::fabs(point_.xi[i] - form_.middle(i, lambda));
        if (!is_carried(near, half)) {
            point_.near[i] = near;
        } else {
            point_.near[i] -= sign * change;
        }
    }
}

/// How far the weights are from those of nu = 0, to first order; at most 1. Near the kernel end the
/// dual is small, and so must be what still changes.
double DualHomotopy::nonlinearity_of_point() const {
    double largest = 0.0;
    for (Index i = 0; i < x_.cols && largest < 1.0; ++i) {
        largest = std::max(largest, std::fabs(point_.xi[i]) * form_.sensitivity(point_.near[i]));
    }
    return std::min(largest, 1.0);
}

/// The rounding error of y - X beta, to order of magnitude.
double DualHomotopy::noise() const {
    return 8.0 * std::numeric_limits<double>::epsilon() * y_norm_ + data_->rounding(beta_);
}

/// True if a residual of this size is rounding. Below `carried_slack_from` slacks come from xi,
/// which resolves them to eps Lambda: then it is if it does not fall any more.
bool DualHomotopy::is_rounding(double residual, int idle) const {
    if (residual <= noise()) return true;
    return idle > 0 && point_.lambda < carried_slack_from &&
           residual <= (1.0 + 0.25 * point_.lambda) * noise();
}

/// Refines beta alone until X beta = y holds to rounding. Coefficients that would move by more than
/// a rounding error of their slack are below what y resolves; they stay where nu puts them.
void DualHomotopy::polish() {
    double before = std::numeric_limits<double>::infinity();
    Vector best = beta_;
    for (int round = 0; round < 5; ++round) {
        data_->residual(beta_, 1.0 / unit_, residual_);
        const double now = residual_.norm();
        if (!(now < before)) break;
        best = beta_;
        if (now <= 1e-16 * y_norm_ || now > 0.5 * before) break;
        before = now;
        find_direction();
        for (Index i = 0; i < x_.cols; ++i) {
            const double change = std::fabs(xi_change_[i]) * form_.sensitivity(point_.near[i]);
            if (change <= converged_change) beta_[i] += weights_[i] * xi_change_[i];
        }
    }
    beta_ = best;
}

/// Leaves finite numbers behind where Newton lost its way.
Status DualHomotopy::step_back(const Point& start) {
    point_ = start;
    evaluate();
    has_factor_ = false;
    return Status::stalled;
}

Status DualHomotopy::solve(double unit) {
    set_unit(unit);
    const Point start = point_;
    double before = std::numeric_limits<double>::infinity();
    double least_residual = before;
    int idle = 0;  // iterations since the residual last fell to half
    for (int iteration = 0; iteration < max_iterations_; ++iteration) {
        evaluate();
        const double residual = residual_.norm();
        if (!std::isfinite(residual)) return step_back(start);
        idle = residual < 0.5 * least_residual ? 0 : idle + 1;
        least_residual = std::min(least_residual, residual);
        if (!has_factor_ || factor_change_ > solve_chord_change) factorize();
        find_direction();
        if (!nu_change_.allFinite()) return step_back(start);
        double change = relative_change(resolved_slack_);
        const double size = nonlinearity_of_point();
        const bool settled =
            (change <= converged_change * size && change > 0.5 * before) ||
            (idle >= patience && (change < small_change || residual <= doubtful_noise * noise()));
        if (change <= exact_change * size || settled || is_rounding(residual, idle)) {
            polish();
            return Status::converged;
        }
        // A chord that contracts badly asks for a new factor, a new factor for all its columns.
        if (change > 0.3 * before && factor_change_ > 0.0) {
            factorize();
            find_direction();
            change = relative_change(resolved_slack_);
        } else if (change > 0.5 * before && (before < small_change || idle >= 2)) {
            dropped_ = 0.0;
        }
        take_step(change);
        before = change;
    }
    return Status::iteration_limit;
}

/// The whole Newton step, or as much of it as the weights' change of shape allows.
void DualHomotopy::take_step(double change) {
    const double step = change < 1.0 ? 1.0 : std::min(std::log1p(change), form_.reach()) / change;
    apply(step);
    factor_change_ += step * change;
    moved_ += step * change;
}
}  // namespace regimes
