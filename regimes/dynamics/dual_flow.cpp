// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/dual_flow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/dynamics/dual_jacobian.hpp"
#include "regimes/dynamics/dual_state.hpp"
#include "regimes/dynamics/rosenbrock.hpp"
#include "regimes/numerics/blas_threads.hpp"

namespace regimes {

namespace {

constexpr double largest_logarithm = 600.0;
constexpr double infinite = std::numeric_limits<double>::infinity();

// Steps.
constexpr double first_change = 0.1;  // of ln w^2 and of f / ||y||, in the first one
constexpr double safety = 0.85;
constexpr double least_factor = 0.15;
constexpr double greatest_factor = 6.0;
constexpr double least_error = 1e-2;  // that is taken for a trend
constexpr double outside_factor = 0.3;  // where a stage left the domain
constexpr double closest = 0.9;         // share of its way to 0 that a slack may go in one step
constexpr int most_tries = 200;
constexpr double runaway = 1e20;  // times the time of the least residual

// What is left out.
constexpr double far_share = 3e-2;   // of the tolerance of steps, in outputs
constexpr double negligible = 1e-2;  // of the tolerance of steps, in the Jacobian

// Where in a step the residual crosses its tolerance.
constexpr int root_steps = 40;
constexpr double root_width = 1e-3;

/// One run; the members are what changes from step to step.
class DualFlowRun {
public:
    DualFlowRun(const DesignView& x, ConstVectorRef y, const DiagonalStart& start, SampleLoss loss,
                const FlowOptions& options)
        : options_(options),
          state_(x, y, start, loss, far_share * options.relative_tolerance),
          jacobian_(state_, negligible * options.relative_tolerance),
          rate_(state_.rate()),
          step_(state_.size()) {}

    TrainingResult go() {
        start_misfit_ = misfit_ = state_.misfit();
        h_ = first_step();
        record_snapshots();
        if (options_.record_steps) record(0.0, state_.no_change());
        result_.status = start_misfit_ <= options_.residual_tolerance ? Status::converged : loop();
        state_.look_around();
        result_.parameters = state_.coefficients(state_.no_change());
        result_.relative_residual = state_.misfit();
        result_.time = time_ * state_.unit();
        result_.log_time = std::log(time_) + std::log(state_.unit());
        result_.evaluations = state_.evaluations();
        return std::move(result_);
    }

private:
    Status loop() {
        double least_misfit = infinite;
        double least_time = 0.0;
        while (result_.steps < options_.max_steps) {
            if (options_.observer != nullptr && options_.observer->cancelled()) {
                return Status::cancelled;
            }
            if (!find_step()) return Status::stalled;
            ++result_.steps;
            if (finish_step()) return result_.status;
            if (misfit_ < least_misfit) {
                least_misfit = misfit_;
                least_time = time_;
            }
            if (time_ > runaway * least_time) return Status::stalled;
            report();
        }
        return Status::iteration_limit;
    }

    /// Goes along the step that was found, to its end or to where training ends. True if it does;
    /// the status then says why.
    bool finish_step() {
        const double last = (options_.max_time / state_.unit() - time_) / h_;
        const bool late = last <= 1.0;
        double end = std::clamp(last, 0.0, 1.0);
        if (end < 1.0) state_.evaluate(change_at(end));
        misfit_ = state_.misfit();
        const bool done = misfit_ <= options_.residual_tolerance;
        if (done) end = crossing(end);
        const double stop = (time_ + end * h_) * state_.unit();
        record_snapshots(end, late && !done ? options_.max_time : stop);
        go_to(end);
        if (late) result_.status = Status::iteration_limit;
        if (done && converges()) result_.status = Status::converged;
        return late || result_.status == Status::converged;
    }

    /// The state was evaluated there.
    void go_to(double end) {
        velocity_ = state_.xi() / (end * h_);
        state_.move(change_at(end));
        time_ += end * h_;
        h_ = next_h_;
        start_here();
    }

    /// The state was evaluated here.
    void start_here() {
        rate_ = state_.rate();
        jacobian_.move_to_state();
        if (step_.change().size() != state_.size()) step_ = RosenbrockStep(state_.size());
    }

    void look_around() {
        state_.look_around();
        velocity_.resize(0);
        start_here();
    }

    /// True if the misfit has fallen to the tolerance with the far features where they are now.
    bool converges() {
        look_around();
        misfit_ = state_.misfit();
        return misfit_ <= options_.residual_tolerance;
    }

    double first_step() const {
        const Vector speed = state_.near_change(rate_);
        double fastest = state_.output_size(speed, jacobian_.slope()) / state_.size_of_outputs();
        for (Index k = 0; k < speed.size(); ++k) {
            fastest = std::max(fastest, state_.coordinates().relative_error(
                                            state_.near().feature(k), 0.0, speed[k]));
        }
        const double reach = state_.left() / std::max(rate_.norm(), 1e-300);
        return std::min(first_change / std::max(fastest, 1e-300), reach);
    }

    /// Finds a step from here whose error is within the tolerance; false if none is. h_ is its
    /// length, next_h_ what to try after it.
    bool find_step() {
        for (int n = 0; n < most_tries; ++n) {
            limit_by_room();
            if (!limit_by_radius()) continue;
            jacobian_.factor(RosenbrockStep::gamma * h_);
            const double error = try_step();
            if (error <= 1.0) {
                next_h_ = h_ * next_factor(error, n > 0);
                return next_h_ > 0.0 && std::isfinite(next_h_);
            }
            h_ *= error == infinite ? outside_factor : factor_for(error);
        }
        return false;
    }

    /// By how much a step may grow for an error of order 4 to be as large as allowed.
    static double factor_for(double error) {
        return std::clamp(safety * std::pow(error, -1.0 / RosenbrockStep::order), least_factor,
                          greatest_factor);
    }

    /// The same, going on as the errors have grown over the last two steps; no growth right after a
    /// step that failed. (Gustafsson 1994; Hairer & Wanner, section IV.8.)
    double next_factor(double error, bool failed) {
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
    void limit_by_room() {
        for (Index k = 0; k < velocity_.size(); ++k) {
            const double room = state_.coordinates().room(state_.near().feature(k), velocity_[k]);
            const double way = h_ * std::abs(velocity_[k]);
            if (way > closest * room) h_ *= closest * room / way;
        }
    }

    /// mu stays within the radius of the near columns. False if they had to be chosen anew.
    bool limit_by_radius() {
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
    double try_step() {
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
        const Vector error = state_.near_change(step_.error());
        double greatest = state_.output_size(error, jacobian_.slope()) / state_.size_of_outputs();
        for (Index k = 0; k < xi.size(); ++k) {
            greatest = std::max(greatest, state_.coordinates().relative_error(
                                              state_.near().feature(k), xi[k], error[k]));
        }
        return std::isfinite(greatest) ? greatest / options_.relative_tolerance : infinite;
    }

    /// The latest share of the step at which the misfit crosses the tolerance, by bisection; the
    /// side that has converged is kept, and evaluated.
    double crossing(double good) {
        double bad = 0.0;
        for (int n = 0; n < root_steps && good - bad > root_width; ++n) {
            const double middle = 0.5 * (good + bad);
            state_.evaluate(change_at(middle));
            (state_.misfit() > options_.residual_tolerance ? bad : good) = middle;
        }
        state_.evaluate(change_at(good));
        return good;
    }

    void record(double time, ConstVectorRef change) {
        state_.evaluate(change);
        result_.trajectory.times.push_back(time);
        result_.trajectory.residuals.push_back(state_.misfit());
        result_.trajectory.parameters.push_back(state_.coefficients(change));
    }

    /// Snapshots whose times lie before this share of the step, where the time is `stop`; then that.
    /// The state stays evaluated there.
    void record_snapshots(double end = 0.0, double stop = 0.0) {
        const auto& wanted = options_.snapshots;
        const std::size_t known = result_.trajectory.times.size();
        while (next_snapshot_ < wanted.size() && wanted[next_snapshot_] <= stop) {
            const double when = wanted[next_snapshot_++];
            const double share = std::clamp((when / state_.unit() - time_) / h_, 0.0, end);
            record(when, change_at(share));
        }
        if (options_.record_steps && end > 0.0) record(stop, change_at(end));
        if (result_.trajectory.times.size() > known) state_.evaluate(change_at(end));
    }

    Vector change_at(double share) const {
        if (share == 0.0) return state_.no_change();
        return share == 1.0 ? step_.change() : step_.change_at(share);
    }

    void report() {
        if (options_.observer == nullptr) return;
        const double whole = std::log(start_misfit_ / options_.residual_tolerance);
        const double done = std::log(start_misfit_ / std::max(misfit_, 1e-300));
        fraction_ = std::clamp(done / whole, fraction_, 1.0);
        options_.observer->report({fraction_, "gradient flow"});
    }

    const FlowOptions& options_;
    DualState state_;
    DualJacobian jacobian_;
    Vector rate_;  ///< at the state
    RosenbrockStep step_;
    Vector velocity_;    ///< of xi in the last step; none after a choice of near features
    double time_ = 0.0;  ///< in units of the state
    double h_ = 0.0;
    double next_h_ = 0.0;
    double last_h_ = 0.0;  ///< of the last step, none before the first
    double last_error_ = 0.0;
    double start_misfit_ = 0.0;
    double misfit_ = 0.0;
    double fraction_ = 0.0;
    std::size_t next_snapshot_ = 0;
    TrainingResult result_;
};

void check_data(const DesignView& x, ConstVectorRef y, SampleLoss loss) {
    if (x.rows < 1 || x.cols < 1) {
        throw std::invalid_argument(
            fmt::format("x: {} x {} given, at least 1 x 1 expected", x.rows, x.cols));
    }
    if (y.size() != x.rows) {
        throw std::invalid_argument(fmt::format(
            "y: {} entries given, one for each of the {} rows of X expected", y.size(), x.rows));
    }
    for (Index n = 0; n < x.rows; ++n) {
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
    const bool deep_enough = start.exponential()
                                 ? smallest > -1e6
                                 : -(start.depth - 2.0) * smallest <= largest_logarithm;
    if ((2.0 * start.depth - 2.0) * largest <= largest_logarithm && deep_enough) return;
    throw std::invalid_argument(fmt::format(
        "log_alpha: {} given, one expected with (2 depth - 2) log_alpha <= {:g} and (depth - 2) "
        "log_alpha >= -{:g} (shape included; -1e6 at depth 2)",
        log_alpha, largest_logarithm, largest_logarithm));
}

}  // namespace

TrainingResult dual_flow(const DesignView& x, ConstVectorRef y,
                         const Initialization& initialization, const FlowOptions& options,
                         SampleLoss loss) {
    const auto begin = std::chrono::steady_clock::now();
    validate(options);
    check_data(x, y, loss);
    const DiagonalStart start(initialization, x.cols);
    check_range(start, initialization.log_alpha);
    const SingleThreadedBlas guard;
    TrainingResult result = DualFlowRun(x, y, start, loss, options).go();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    result.seconds = spent.count();
    return result;
}

}  // namespace regimes
