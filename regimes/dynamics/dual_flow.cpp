// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/dual_flow.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "regimes/dynamics/dual_stepper.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/design_product.hpp"

namespace regimes {

namespace {

constexpr double runaway = 1e20;  // times the time of the least residual

// Where in a step the residual crosses its tolerance.
constexpr int root_steps = 40;
constexpr double root_width = 1e-3;

/// One run; the members are what changes from step to step.
class DualFlowRun {
public:
    DualFlowRun(const DesignView& x, ConstVectorRef y, const Initialization& start, SampleLoss loss,
                const FlowOptions& options)
        : x_(x),
          y_(y),
          loss_(loss),
          options_(options),
          stepper_(x, y, start, loss, options.relative_tolerance) {}

    TrainingResult go() {
        start_misfit_ = misfit_ = stepper_.misfit(0.0);
        record_snapshots(0.0);
        if (options_.record_steps) record(0.0, 0.0);
        result_.status = start_misfit_ <= options_.residual_tolerance ? Status::converged : loop();
        finish(end_);
        result_.time = end_ * stepper_.unit();
        result_.log_time = std::log(end_) + std::log(stepper_.unit());
        result_.evaluations = stepper_.evaluations();
        return std::move(result_);
    }

private:
    Status loop() {
        double least_misfit = std::numeric_limits<double>::infinity();
        double least_time = 0.0;
        while (result_.steps < options_.max_steps) {
            if (options_.observer != nullptr && options_.observer->cancelled()) {
                return Status::cancelled;
            }
            if (!stepper_.next()) return Status::stalled;
            ++result_.steps;
            const double last = options_.max_time / stepper_.unit();
            const bool late = last <= stepper_.end();
            end_ = std::min(last, stepper_.end());
            misfit_ = stepper_.misfit(end_);
            const bool done = misfit_ <= options_.residual_tolerance;
            if (done) end_ = crossing();
            record_snapshots(late && !done ? options_.max_time : end_ * stepper_.unit());
            if (options_.record_steps) record(end_ * stepper_.unit(), end_);
            if (done && converges()) return Status::converged;
            if (late) return Status::iteration_limit;
            if (misfit_ < least_misfit) {
                least_misfit = misfit_;
                least_time = end_;
            }
            if (end_ > runaway * least_time) return Status::stalled;
            report();
        }
        return Status::iteration_limit;
    }

    /// True if the misfit has fallen to the tolerance with the far features where they are now.
    bool converges() {
        finish(end_);
        misfit_ = result_.relative_residual;
        if (misfit_ <= options_.residual_tolerance) return true;
        stepper_.look_around();
        end_ = stepper_.begin();
        return false;
    }

    void finish(double time) {
        result_.parameters = stepper_.coefficients(time);
        Vector outputs(x_.rows);
        multiply(x_, result_.parameters, outputs);
        result_.relative_residual = relative_misfit(loss_, outputs, y_);
    }

    /// The latest time of the step at which the misfit crosses the tolerance, by bisection; the
    /// side that has converged is kept.
    double crossing() {
        double good = end_;
        double bad = stepper_.begin();
        const double width = root_width * (stepper_.end() - stepper_.begin());
        for (int n = 0; n < root_steps && good - bad > width; ++n) {
            const double middle = 0.5 * (good + bad);
            (stepper_.misfit(middle) > options_.residual_tolerance ? bad : good) = middle;
        }
        return good;
    }

    void record(double time, double own_time) {
        result_.trajectory.times.push_back(time);
        result_.trajectory.residuals.push_back(stepper_.misfit(own_time));
        result_.trajectory.parameters.push_back(stepper_.coefficients(own_time));
    }

    /// Snapshots whose times lie in the last step, up to `stop`.
    void record_snapshots(double stop) {
        const auto& wanted = options_.snapshots;
        while (next_snapshot_ < wanted.size() && wanted[next_snapshot_] <= stop) {
            const double when = wanted[next_snapshot_++];
            record(when, std::min(when / stepper_.unit(), end_));
        }
    }

    void report() {
        if (options_.observer == nullptr) return;
        const double whole = std::log(start_misfit_ / options_.residual_tolerance);
        const double done = std::log(start_misfit_ / std::max(misfit_, 1e-300));
        fraction_ = std::clamp(done / whole, fraction_, 1.0);
        options_.observer->report({fraction_, "gradient flow"});
    }

    const DesignView& x_;
    const ConstVectorRef y_;
    const SampleLoss loss_;
    const FlowOptions& options_;
    DualStepper stepper_;
    double end_ = 0.0;  ///< how far training has gone, in the stepper's time
    double start_misfit_ = 0.0;
    double misfit_ = 0.0;
    double fraction_ = 0.0;
    std::size_t next_snapshot_ = 0;
    TrainingResult result_;
};

}  // namespace

std::pair<double, double> dual_flow_scales(double depth) {
    constexpr double largest_logarithm = 600.0;  // of powers of alpha, so that squares are numbers
    constexpr double least_at_two = -1e6;
    return {depth == 2.0 ? least_at_two : -largest_logarithm / (depth - 2.0),
            largest_logarithm / (2.0 * depth - 2.0)};
}

FlowOptions dual_flow_options() {
    FlowOptions options;
    options.relative_tolerance = 1e-4;
    return options;
}

TrainingResult dual_flow(const DesignView& x, ConstVectorRef y,
                         const Initialization& initialization, const FlowOptions& options,
                         SampleLoss loss) {
    const auto begin = std::chrono::steady_clock::now();
    validate(options);
    const SingleThreadedBlas guard;
    TrainingResult result = DualFlowRun(x, y, initialization, loss, options).go();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    result.seconds = spent.count();
    return result;
}

}  // namespace regimes
