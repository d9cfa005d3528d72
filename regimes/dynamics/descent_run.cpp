// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/descent_run.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "regimes/dynamics/option_check.hpp"
#include "regimes/dynamics/squared_loss.hpp"

namespace regimes {

namespace {

constexpr long steps_between_reports = 256;

class Descent {
public:
    Descent(const DescentSystem& system, ConstVectorRef start, const DescentOptions& options)
        : system_(system),
          options_(options),
          w_(start),
          last_finite_(start),
          velocity_(Vector::Zero(start.size())),
          gradient_(start.size()) {}

    TrainingResult go() {
        start_residual_ = system_.residual(w_);
        last_residual_ = start_residual_;
        if (options_.record_every > 0) record();
        result_.status = loop();
        result_.parameters = last_finite_;
        result_.relative_residual = last_residual_;
        result_.log_time = std::log(result_.time);
        return std::move(result_);
    }

private:
    Status loop() {
        if (start_residual_ <= options_.residual_tolerance) return Status::converged;
        while (result_.steps < options_.max_steps) {
            if (!keep_going()) return Status::cancelled;
            step();
            const bool last = result_.steps == options_.max_steps;
            const bool due = last || result_.steps % system_.check_every == 0;
            if (due && !look()) return Status::diverged;
            if (!w_.allFinite()) return Status::diverged;
            if (options_.record_every > 0 && result_.steps % options_.record_every == 0) record();
            if (due && last_residual_ <= options_.residual_tolerance) return Status::converged;
        }
        return Status::iteration_limit;
    }

    void step() {
        system_.gradient(w_, gradient_);
        const double size = step_size();
        velocity_ = options_.momentum * velocity_ - size * gradient_;
        w_ += velocity_;
        result_.time += size;
        ++result_.steps;
        ++result_.evaluations;
    }

    double step_size() const {
        if (options_.step_sizes.empty()) {
            return options_.step_size > 0.0 ? options_.step_size : system_.step_size;
        }
        const auto last = options_.step_sizes.size() - 1;
        return options_.step_sizes[std::min(static_cast<std::size_t>(result_.steps), last)];
    }

    /// Takes in the residual; false if the iterate has run away.
    bool look() {
        const double residual = system_.residual(w_);
        if (!std::isfinite(residual) || !w_.allFinite()) return false;
        last_finite_ = w_;
        last_residual_ = residual;
        return residual <= options_.divergence_factor * std::max(1.0, start_residual_);
    }

    void record() {
        result_.trajectory.times.push_back(result_.time);
        result_.trajectory.residuals.push_back(system_.residual(w_));
        result_.trajectory.parameters.push_back(w_);
    }

    bool keep_going() {
        if (options_.observer == nullptr) return true;
        if (options_.observer->cancelled()) {
            look();
            return false;
        }
        if (result_.steps % steps_between_reports == 0) options_.observer->report(progress());
        return true;
    }

    Progress progress() {
        const double whole = std::log(start_residual_ / options_.residual_tolerance);
        const double done = std::log(start_residual_ / std::max(last_residual_, 1e-300));
        const double by_steps =
            static_cast<double>(result_.steps) / static_cast<double>(options_.max_steps);
        fraction_ = std::clamp(std::max(done / whole, by_steps), fraction_, 1.0);
        return {fraction_, "gradient descent"};
    }

    const DescentSystem& system_;
    const DescentOptions& options_;
    Vector w_;
    Vector last_finite_;
    Vector velocity_;
    Vector gradient_;
    TrainingResult result_;
    double start_residual_ = 0.0;
    double last_residual_ = 0.0;
    double fraction_ = 0.0;
};

}  // namespace

double automatic_step_size(SquaredLoss& loss, ConstVectorRef start, const DescentOptions& options) {
    if (options.step_size > 0.0 || !options.step_sizes.empty()) return 0.0;
    const double size = 0.25 / loss.sharpness(start);
    require_option(std::isfinite(size), "step_size", 0.0,
                   "a positive number where the loss is flat at the start");
    return size;
}

TrainingResult run_descent(const DescentSystem& system, ConstVectorRef start,
                           const DescentOptions& options) {
    const auto begin = std::chrono::steady_clock::now();
    TrainingResult result = Descent(system, start, options).go();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    result.seconds = spent.count();
    return result;
}

}  // namespace regimes
