// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/flow_run.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace regimes {

namespace {

constexpr double closer_look = 4.0;  // times the tolerance: where a residual is worth a product
constexpr int root_steps = 40;
constexpr double runaway = 1e20;  // times the time of the least residual

/// One run; the members are what changes from step to step.
class Run {
public:
    Run(const FlowSystem& system, const FlowOptions& options)
        : system_(system),
          options_(options),
          unit_(std::exp(system.log_time_unit)),
          absolute_(system.absolute),
          cvode_(system.ode, system.start,
                 {options.relative_tolerance, system.absolute, options.krylov_dimension}),
          state_(system.start) {}

    TrainingResult go() {
        start_residual_ = system_.residual(state_);
        if (!options_.snapshots.empty() && options_.snapshots[0] == 0.0) record_next_snapshot();
        if (options_.record_steps) record(0.0, state_);
        result_.status =
            start_residual_ <= options_.residual_tolerance ? Status::converged : loop();
        finish();
        return std::move(result_);
    }

private:
    Status loop() {
        while (result_.steps < options_.max_steps) {
            if (options_.observer != nullptr && options_.observer->cancelled()) {
                return Status::cancelled;
            }
            if (!cvode_.step()) return Status::stalled;
            ++result_.steps;
            state_ = cvode_.state();
            back_ = 0.0;
            const bool late = cvode_.time() * unit_ >= options_.max_time;
            if (late) go_back_to(options_.max_time);
            const bool done = has_converged();
            record_step();
            if (done) return Status::converged;
            if (late) return Status::iteration_limit;
            if (has_run_away()) return Status::stalled;
            report();
            refresh();
        }
        return Status::iteration_limit;
    }

    double time() const { return (cvode_.time() - back_) * unit_; }

    void go_back_to(double when) {
        back_ = std::clamp(cvode_.time() - when / unit_, 0.0, cvode_.last_step());
        cvode_.look_back(back_, state_);
    }

    bool has_converged() {
        residual_ = system_.last_residual();
        if (residual_ > closer_look * options_.residual_tolerance) return false;
        residual_ = system_.residual(state_);
        if (residual_ > options_.residual_tolerance) return false;
        find_root();
        return true;
    }

    /// True when time has grown beyond all measure and the residual has not fallen: coarse
    /// tolerances can leave it hanging above its own.
    bool has_run_away() {
        if (residual_ < least_residual_) {
            least_residual_ = residual_;
            least_time_ = cvode_.time();
        }
        return cvode_.time() > runaway * least_time_;
    }

    /// The latest time of the last step at which the residual crosses the tolerance, by bisection
    /// on the dense output; the side that has converged is kept.
    void find_root() {
        double good = back_;
        double bad = cvode_.last_step();
        Vector trial(state_.size());
        for (int n = 0; n < root_steps && bad - good > 1e-3 * cvode_.last_step(); ++n) {
            const double middle = 0.5 * (good + bad);
            cvode_.look_back(middle, trial);
            const double residual = system_.residual(trial);
            if (residual > options_.residual_tolerance) {
                bad = middle;
                continue;
            }
            good = middle;
            state_ = trial;
            residual_ = residual;
        }
        back_ = good;
    }

    void record(double time, const Vector& state) {
        result_.trajectory.times.push_back(time);
        result_.trajectory.residuals.push_back(system_.residual(state));
        result_.trajectory.parameters.push_back(system_.parameters(state));
    }

    void record_next_snapshot() { record(options_.snapshots[next_snapshot_++], state_); }

    /// Snapshots whose times lie in the last step, then the step itself.
    void record_step() {
        const auto& wanted = options_.snapshots;
        Vector trial(state_.size());
        while (next_snapshot_ < wanted.size() && wanted[next_snapshot_] <= time()) {
            const double when = wanted[next_snapshot_++];
            const double back = cvode_.time() - when / unit_;
            cvode_.look_back(std::clamp(back, 0.0, cvode_.last_step()), trial);
            record(when, trial);
        }
        if (options_.record_steps) record(time(), state_);
    }

    void report() {
        if (options_.observer == nullptr) return;
        const double whole = std::log(start_residual_ / options_.residual_tolerance);
        const double done = std::log(start_residual_ / std::max(residual_, 1e-300));
        fraction_ = std::clamp(done / whole, fraction_, 1.0);
        options_.observer->report({fraction_, "gradient flow"});
    }

    void refresh() {
        const bool changed = system_.rearrange && system_.rearrange(state_, absolute_);
        if (changed || cvode_.wants_restart()) cvode_.restart(state_, absolute_);
    }

    void finish() {
        const double own_time = std::max(cvode_.time() - back_, 0.0);
        result_.parameters = system_.parameters(state_);
        result_.relative_residual = system_.residual(state_);
        result_.time = own_time * unit_;
        result_.log_time = std::log(own_time) + system_.log_time_unit;
        result_.evaluations = cvode_.rates();
    }

    const FlowSystem& system_;
    const FlowOptions& options_;
    double unit_;
    Vector absolute_;
    Cvode cvode_;
    Vector state_;
    TrainingResult result_;
    double start_residual_ = 0.0;
    double residual_ = 0.0;
    double least_residual_ = std::numeric_limits<double>::infinity();
    double least_time_ = 0.0;
    double back_ = 0.0;  ///< how far state_ lies before the integrator's time
    double fraction_ = 0.0;
    std::size_t next_snapshot_ = 0;
};

}  // namespace

TrainingResult run_flow(const FlowSystem& system, const FlowOptions& options) {
    const auto start = std::chrono::steady_clock::now();
    TrainingResult result = Run(system, options).go();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    result.seconds = spent.count();
    return result;
}

}  // namespace regimes
