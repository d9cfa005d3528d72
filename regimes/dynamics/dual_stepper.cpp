// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/dual_stepper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/dynamics/dual_flow.hpp"

namespace regimes {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

// Steps.
constexpr double first_change = 0.1;  // of ln w^2 and of f / ||y||, in the first one
constexpr double safety = 0.85;
constexpr double least_factor = 0.15;
constexpr double greatest_factor = 6.0;
constexpr double least_error = 1e-2;    // that is taken for a trend
constexpr double outside_factor = 0.3;  // where a stage left the domain
constexpr double closest = 0.9;         // share of its way to 0 that a slack may go in one step
constexpr int most_tries = 200;

// What is left out.
constexpr double far_share = 3e-3;  // of the tolerance of steps, in outputs

/// In the order of the storage: every flow asks.
bool is_finite(const DesignView& x) {
    if (x.sparse != nullptr) {
        return std::all_of(x.sparse->values.begin(), x.sparse->values.end(),
                           [](double value) { return std::isfinite(value); });
    }
    const bool by_rows = x.dense.order == MatrixView::Order::rows;
    const Index outer = by_rows ? x.rows : x.cols;
    const Index inner = by_rows ? x.cols : x.rows;
    for (Index k = 0; k < outer; ++k) {
        const double* first = x.dense.data + k * x.dense.stride;
        if (!Eigen::Map<const Vector>(first, inner).allFinite()) return false;
    }
    return true;
}

void check_data(const DesignView& x, ConstVectorRef y, SampleLoss loss) {
    if (x.rows < 1 || x.cols < 1) {
        throw std::invalid_argument(
            fmt::format("x: {} x {} given, at least 1 x 1 expected", x.rows, x.cols));
    }
    if (y.size() != x.rows) {
        throw std::invalid_argument(fmt::format(
            "y: {} entries given, one for each of the {} rows of X expected", y.size(), x.rows));
    }
    const bool sound = y.allFinite() && is_finite(x);
    for (Index n = 0; n < x.rows && !sound; ++n) {
        bool finite = std::isfinite(y[n]);
        for (Index i = 0; i < x.cols; ++i) finite = finite && std::isfinite(x(n, i));
        if (finite) continue;
        throw std::invalid_argument(
            fmt::format("x, y: row {} holds an entry that is not finite, finite ones expected", n));
    }
    if (loss == SampleLoss::squared) return;
    for (Index n = 0; n < y.size(); ++n) {
        if (std::abs(y[n]) == 1.0) continue;
        throw std::invalid_argument(
            fmt::format("y: {} given in row {}, 1 or -1 expected for the logistic loss", y[n], n));
    }
}

void check_range(const DiagonalStart& start, double log_alpha) {
    const double largest = std::max(start.log_plus.maxCoeff(), start.log_minus.maxCoeff());
    const double smallest = std::min(start.log_plus.minCoeff(), start.log_minus.minCoeff());
    const auto [least, greatest] = dual_flow_scales(start.depth);
    if (largest <= greatest && smallest >= least) return;
    throw std::invalid_argument(
        fmt::format("log_alpha: {} given, {:.4g} to {:.4g} expected at depth {:g} (shape included)",
                    log_alpha, least, greatest, start.depth));
}

}  // namespace

DiagonalStart DualStepper::checked_start(const DesignView& x, ConstVectorRef y,
                                         const Initialization& initialization, SampleLoss loss) {
    check_data(x, y, loss);
    DiagonalStart start(initialization, x.cols);
    check_range(start, initialization.log_alpha);
    return start;
}

DualStepper::DualStepper(const DesignView& x, ConstVectorRef y,
                         const Initialization& initialization, SampleLoss loss, double tolerance)
    : tolerance_(tolerance),
      state_(x, y, checked_start(x, y, initialization, loss), loss, far_share * tolerance),
      jacobian_(state_, tolerance),
      rate_(state_.rate()),
      step_(state_.size()) {
    h_ = first_step();
}

bool DualStepper::next() {
    go_to_end();
    return find_step();
}

void DualStepper::go_to_end() {
    if (length_ == 0.0) return;
    evaluate(end());
    velocity_ = state_.xi() / length_;
    state_.move(step_.change());
    begin_ += length_;
    length_ = 0.0;
    start_here();
}

double DualStepper::log_speed() const {
    if (velocity_.size() == 0) return infinite;
    double fastest = 0.0;
    for (Index k = 0; k < velocity_.size(); ++k) {
        fastest = std::max(fastest, state_.coordinates().relative_error(state_.near().feature(k),
                                                                        0.0, velocity_[k]));
    }
    return fastest * begin_;
}

/// What was evaluated last is not evaluated again.
void DualStepper::evaluate(double time) {
    if (time != evaluated_) state_.evaluate(change_at(time));
    evaluated_ = time;
}

/// The state was evaluated here.
void DualStepper::start_here() {
    rate_ = state_.rate();
    jacobian_.move_to_state();
    if (step_.change().size() != state_.size()) step_ = RosenbrockStep(state_.size());
}

void DualStepper::look_around() {
    go_to_end();
    state_.look_around();
    evaluated_ = begin_;
    velocity_.resize(0);
    start_here();
}

Vector DualStepper::change_at(double time) const {
    if (!(time > begin_) || length_ == 0.0) return state_.no_change();
    if (time >= end()) return step_.change();
    return step_.change_at((time - begin_) / length_);
}

double DualStepper::misfit(double time) {
    evaluate(time);
    return state_.misfit();
}

Vector DualStepper::coefficients(double time) { return state_.coefficients(change_at(time)); }

double DualStepper::first_step() const {
    double outputs = 0.0;
    const Vector speed = state_.near_change(rate_, jacobian_.slope(), outputs);
    double fastest = outputs / state_.size_of_outputs();
    for (Index k = 0; k < speed.size(); ++k) {
        fastest = std::max(
            fastest, state_.coordinates().relative_error(state_.near().feature(k), 0.0, speed[k]));
    }
    const double reach = state_.left() / std::max(rate_.norm(), 1e-300);
    return std::min(first_change / std::max(fastest, 1e-300), reach);
}

/// Finds a step from here whose error is within the tolerance; false if none is.
bool DualStepper::find_step() {
    for (int n = 0; n < most_tries; ++n) {
        limit_by_room();
        if (!limit_by_radius()) continue;
        jacobian_.factor(RosenbrockStep::gamma * h_);
        const double error = try_step();
        if (error <= 1.0) {
            length_ = h_;
            evaluated_ = end();
            h_ *= next_factor(error, n > 0);
            return h_ > 0.0 && std::isfinite(h_);
        }
        h_ *= error == infinite ? outside_factor : factor_for(error);
    }
    return false;
}

/// By how much a step may grow for an error of order 4 to be as large as allowed.
double DualStepper::factor_for(double error) {
    return std::clamp(safety * std::pow(error, -1.0 / RosenbrockStep::order), least_factor,
                      greatest_factor);
}

/// The same, going on as the errors have grown over the last two steps; no growth right after a
/// step that failed. (Gustafsson 1994; Hairer & Wanner, section IV.8.)
double DualStepper::next_factor(double error, bool failed) {
    double factor = factor_for(error);
    if (last_h_ > 0.0) {
        const double trend = last_error_ / error;
        factor = std::min(factor, h_ / last_h_ * factor_for(error / trend));
    }
    last_h_ = h_;
    last_error_ = std::max(error, least_error);
    return failed ? std::min(factor, 1.0) : factor;
}

/// No slack is expected to lose more than most of itself, going on as in the last step.
void DualStepper::limit_by_room() {
    for (Index k = 0; k < velocity_.size(); ++k) {
        const double room = state_.coordinates().room(state_.near().feature(k), velocity_[k]);
        const double way = h_ * std::abs(velocity_[k]);
        if (way > closest * room) h_ *= closest * room / way;
    }
}

/// mu stays within the radius of the near columns. False if they had to be chosen anew.
bool DualStepper::limit_by_radius() {
    const double left = state_.left();
    const double way = h_ * rate_.head(state_.samples()).norm();
    if (way <= left) return true;
    if (!state_.is_fresh()) {
        look_around();
        return false;
    }
    h_ *= left / way;
    return true;
}

/// The error of a step of length h_, over the tolerance; infinite outside the domain. The state
/// is evaluated at its end.
double DualStepper::try_step() {
    const double left = state_.left();
    const auto stays = [&](ConstVectorRef change) {
        return change.head(state_.samples()).norm() <= left;
    };
    const bool inside = step_.take(
        h_, rate_,
        [&](ConstVectorRef change, VectorRef out) {
            if (!stays(change) || !state_.evaluate(change)) return false;
            out = state_.rate();
            return true;
        },
        [&](VectorRef b) { jacobian_.solve(b); });
    if (!inside || !stays(step_.change()) || !state_.evaluate(step_.change())) return infinite;
    const ConstVectorRef xi = state_.xi();
    double outputs = 0.0;
    const Vector error = state_.near_change(step_.error(), jacobian_.slope(), outputs);
    double greatest = outputs / state_.size_of_outputs();
    for (Index k = 0; k < xi.size(); ++k) {
        greatest = std::max(greatest, state_.coordinates().relative_error(state_.near().feature(k),
                                                                          xi[k], error[k]));
    }
    return std::isfinite(greatest) ? greatest / tolerance_ : infinite;
}

}  // namespace regimes
