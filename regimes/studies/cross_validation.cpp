// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/cross_validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <stdexcept>
#include <thread>

#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/parallel.hpp"
#include "regimes/studies/fit_record.hpp"
#include "regimes/studies/prediction_error.hpp"
#include "regimes/studies/rival_errors.hpp"
#include "regimes/studies/sample_subset.hpp"
#include "regimes/studies/training_problem.hpp"

namespace regimes {

namespace {

// From the kernel to the rich regime; closer where the change is.
constexpr double log10_powers[] = {1.0, -1.0, -2.0, -4.0, -6.0, -9.0};

// Training has ended where the misfit of the squared loss, or the logistic loss over that at 0, has
// fallen to this; of classes that can't be separated, where ln w^2 changes by no more than
// `settled` while time grows e-fold.
constexpr double fitted = 1e-3;
constexpr double fitted_classes = 1e-8;
constexpr double settled = 1e-3;
constexpr int settled_for = 10;  // steps in a row
constexpr double flow_tolerance = 1e-2;
constexpr int times_per_decade = 20;
constexpr std::size_t most_times = 1000;
constexpr std::size_t patience = times_per_decade / 2;  // times that the error has been too large
constexpr long most_steps = 100000;
constexpr double first_change = 0.01;  // of weights or outputs, at the first time

/// Training samples, held-out samples, and what is trained.
struct Fold {
    Fold(const DesignView& x, ConstVectorRef y, const CrossValidationOptions& options, int number)
        : training(x, y, samples_outside(options.folds, number)),
          held_out(x, y, samples_of(options.folds, number)),
          problem(training.x(), training.y(), options.scaling, options.loss) {}
    SampleSubset training;
    SampleSubset held_out;
    TrainingProblem problem;
};

/// A flow that is followed to one time after the other.
class FollowedFlow {
public:
    FollowedFlow(const TrainingProblem& problem, const Initialization& start, SampleLoss loss,
                 Index samples)
        : problem_(problem),
          loss_(loss),
          fitted_(loss == SampleLoss::logistic ? fitted_classes : fitted),
          flow_(problem.flow(start, flow_tolerance)),
          unit_(flow_->unit() * static_cast<double>(samples)) {}

    /// To a time of the mean loss, or to where the samples are fitted.
    void go_to(double time) {
        time_ = time / unit_;
        while (!has_ended() && status_ == Status::converged && flow_->end() < time_) {
            if (++steps_ > most_steps) status_ = Status::iteration_limit;
            if (!flow_->next()) status_ = Status::stalled;
            has_ended_ = flow_->misfit(flow_->end()) <= fitted_ || has_settled();
        }
    }
    bool has_ended() const { return has_ended_ && time_ >= flow_->end(); }
    Status status() const { return status_; }
    Vector parameters() { return flow_->coefficients(std::min(time_, flow_->end())); }
    const TrainingProblem& problem() const { return problem_; }

private:
    bool has_settled() {
        if (loss_ == SampleLoss::squared || !(flow_->log_speed() <= settled)) {
            settled_steps_ = 0;
            return false;
        }
        return ++settled_steps_ >= settled_for;
    }

    const TrainingProblem& problem_;
    const SampleLoss loss_;
    const double fitted_;
    std::unique_ptr<DualStepper> flow_;
    const double unit_;
    double time_ = 0.0;
    long steps_ = 0;
    int settled_steps_ = 0;
    bool has_ended_ = false;
    Status status_ = Status::converged;
};

double mean_loss(SampleLoss loss, const Vector& outputs, const Vector& y) {
    return loss_of(loss, outputs, y) / static_cast<double>(y.size());
}

class Selection {
public:
    Selection(const DesignView& x, ConstVectorRef y, const CrossValidationOptions& options)
        : x_(x), y_(y), options_(options), classes_(two_values(y)) {}

    CrossValidation run() {
        const SingleThreadedBlas guard;
        const TrainingProblem whole(x_, y_, options_.scaling, options_.loss);
        list_candidates();
        make_folds();
        compare();
        follow_all(whole);
        if (cancelled()) {
            result_.rivals.clear();
            result_.candidates.clear();
            result_.status = Status::cancelled;
            return std::move(result_);
        }
        choose();
        count_selections();
        train(whole);
        return std::move(result_);
    }

private:
    bool cancelled() const {
        return options_.observer != nullptr && options_.observer->cancelled();
    }

    Initialization start_of(const Candidate& candidate) const {
        Initialization start = options_.start;
        start.depth = candidate.depth;
        start.log_alpha = candidate.log10_alpha * std::numbers::ln10;
        return start;
    }

    void list_candidates() {
        const double size = options_.loss == SampleLoss::logistic
                                ? 1.0
                                : std::sqrt((y_.array() - y_.mean()).square().mean());
        for (const double depth : options_.depths) {
            const std::vector<double> scales = options_.log10_alphas.empty()
                                                   ? default_log10_alphas(depth, size)
                                                   : options_.log10_alphas;
            for (const double scale : scales) {
                Candidate candidate;
                candidate.depth = depth;
                candidate.log10_alpha = scale;
                result_.candidates.push_back(std::move(candidate));
            }
        }
    }

    void make_folds() {
        const int count = 1 + *std::max_element(options_.folds.begin(), options_.folds.end());
        for (int k = 0; k < count; ++k) {
            folds_.push_back(std::make_unique<Fold>(x_, y_, options_, k));
            const Vector& y = folds_.back()->training.y();
            if (options_.loss == SampleLoss::squared || y.minCoeff() < y.maxCoeff()) continue;
            throw std::invalid_argument(fmt::format(
                "folds: without fold {} all samples are of one class; fewer folds expected",
                k + 1));
        }
    }

    /// A few candidates at a time, so that progress can be told in between.
    void follow_all(const TrainingProblem& whole) {
        const std::size_t count = result_.candidates.size();
        const std::size_t batch =
            options_.threads > 0 ? static_cast<std::size_t>(options_.threads)
                                 : std::max<std::size_t>(1, std::thread::hardware_concurrency());
        for (std::size_t first = 0; first < count && !cancelled(); first += batch) {
            if (options_.observer != nullptr) {
                options_.observer->report(
                    {static_cast<double>(first) / static_cast<double>(count),
                     fmt::format("{} of {} depths and scales", first, count)});
            }
            const std::size_t some = std::min(batch, count - first);
            parallel_for(static_cast<int>(some), options_.threads, [&](int lane) {
                Candidate& candidate = result_.candidates[first + static_cast<std::size_t>(lane)];
                follow(candidate, whole.first_rate(start_of(candidate)));
            });
        }
    }

    /// `rate`: how fast training begins; where it is 0 there is nothing to learn, and one time.
    void follow(Candidate& candidate, double rate) const {
        const auto begin = std::chrono::steady_clock::now();
        std::vector<std::unique_ptr<FollowedFlow>> flows;
        for (const auto& fold : folds_) {
            flows.push_back(std::make_unique<FollowedFlow>(
                fold->problem, start_of(candidate), options_.loss, fold->training.y().size()));
        }
        const double first =
            first_change / (rate > 0.0 ? rate : 1.0) * static_cast<double>(y_.size());
        const std::size_t most = rate > 0.0 ? most_times : 1;
        for (std::size_t k = 0; k < most && !cancelled(); ++k) {
            const double time = first * std::pow(10.0, static_cast<double>(k) / times_per_decade);
            if (!std::isfinite(time)) break;
            for (const auto& flow : flows) flow->go_to(time);
            candidate.times.push_back(time);
            add_errors(candidate, flows);
            if (is_over(candidate, flows)) break;
            if (k + 1 == most_times) candidate.status = Status::iteration_limit;
        }
        if (!(rate > 0.0)) candidate.has_ended = true;
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
        candidate.seconds = spent.count();
    }

    void add_errors(Candidate& candidate,
                    const std::vector<std::unique_ptr<FollowedFlow>>& flows) const {
        std::vector<double> errors, class_errors;
        double support = 0.0;
        for (std::size_t k = 0; k < flows.size(); ++k) {
            const Vector parameters = flows[k]->parameters();
            const Vector& y = folds_[k]->held_out.y();
            const LinearModel model = flows[k]->problem().model(parameters);
            const Vector outputs =
                predict(folds_[k]->held_out.x(), model.coefficients, model.intercept);
            errors.push_back(mean_loss(options_.loss, outputs, y));
            if (classes_) class_errors.push_back(error_rate(outputs, y, *classes_));
            support +=
                static_cast<double>(effective_support(flows[k]->problem().trained(parameters)));
        }
        candidate.errors.push_back(estimate_of(errors));
        if (classes_) candidate.class_errors.push_back(estimate_of(class_errors));
        candidate.supports.push_back(support / static_cast<double>(flows.size()));
        if (candidate.errors.back().mean < candidate.errors[candidate.best].mean) {
            candidate.best = candidate.errors.size() - 1;
        }
    }

    /// An error that has risen may fall again: to that of an interpolant, at the end. Where the
    /// best of these is no better, it is not waited for.
    bool is_over(Candidate& candidate,
                 const std::vector<std::unique_ptr<FollowedFlow>>& flows) const {
        candidate.has_ended = true;
        for (const auto& flow : flows) {
            candidate.has_ended = candidate.has_ended && flow->has_ended();
            if (flow->status() != Status::converged) candidate.status = flow->status();
        }
        if (candidate.has_ended || candidate.status != Status::converged) return true;
        const Estimate& least = candidate.errors[candidate.best];
        if (interpolant_error_ < least.mean) return false;
        std::size_t above = 0;
        while (above < candidate.errors.size() &&
               candidate.errors[candidate.errors.size() - 1 - above].mean >
                   least.mean + least.standard_error) {
            ++above;
        }
        return above >= patience;
    }

    void choose() {
        const auto& candidates = result_.candidates;
        for (std::size_t k = 0; k < candidates.size(); ++k) {
            const Candidate& best = candidates[result_.chosen];
            if (candidates[k].errors[candidates[k].best].mean < best.errors[best.best].mean) {
                result_.chosen = k;
            }
        }
        result_.chosen_time = candidates[result_.chosen].best;
        if (options_.rule == SelectionRule::minimum) return;
        const Estimate least = candidates[result_.chosen].errors[result_.chosen_time];
        const double bound = least.mean + least.standard_error;
        double fewest = candidates[result_.chosen].supports[result_.chosen_time];
        for (std::size_t k = 0; k < candidates.size(); ++k) {
            for (std::size_t time = 0; time < candidates[k].times.size(); ++time) {
                if (candidates[k].errors[time].mean > bound) continue;
                if (!(candidates[k].supports[time] < fewest)) continue;
                fewest = candidates[k].supports[time];
                result_.chosen = k;
                result_.chosen_time = time;
            }
        }
    }

    /// Ridge, lasso and the rest minimise the squared loss, whatever the flows do.
    void compare() {
        const Candidate& first = result_.candidates.front();
        std::vector<double> scales;
        for (const Candidate& candidate : result_.candidates) {
            if (candidate.depth == first.depth) scales.push_back(candidate.log10_alpha);
        }
        RivalErrors errors(classes_, start_of(first), scales);
        if (options_.observer != nullptr) options_.observer->report({0.0, "ridge and lasso"});
        for (const auto& fold : folds_) {
            if (cancelled()) return;
            if (options_.loss == SampleLoss::squared) {
                errors.add_fold(fold->problem, fold->training, fold->held_out);
                continue;
            }
            const TrainingProblem squared(fold->training.x(), fold->training.y(), options_.scaling,
                                          SampleLoss::squared);
            errors.add_fold(squared, fold->training, fold->held_out);
        }
        result_.rivals = errors.rivals();
        if (options_.loss == SampleLoss::squared) {
            for (const Rival& rival : result_.rivals) {
                if (rival.name == "interpolant") interpolant_error_ = rival.error->mean;
            }
            return;
        }
        for (Rival& rival : result_.rivals) rival.error.reset();
    }

    /// The flows of the choice once more, to see which features each fold selects.
    void count_selections() {
        const Candidate& candidate = result_.candidates[result_.chosen];
        result_.selections.assign(static_cast<std::size_t>(x_.cols), 0.0);
        const double share = 1.0 / static_cast<double>(folds_.size());
        for (const auto& fold : folds_) {
            FollowedFlow flow(fold->problem, start_of(candidate), options_.loss,
                              fold->training.y().size());
            flow.go_to(candidate.times[result_.chosen_time]);
            const Vector trained = fold->problem.trained(flow.parameters());
            for (const Index i : largest_coefficients(trained, result_.selections.size())) {
                result_.selections[static_cast<std::size_t>(i)] += share;
            }
        }
    }

    void train(const TrainingProblem& whole) {
        const Candidate& candidate = result_.candidates[result_.chosen];
        FollowedFlow flow(whole, start_of(candidate), options_.loss, y_.size());
        for (std::size_t k = 0; k < candidate.times.size(); ++k) {
            flow.go_to(candidate.times[k]);
            const Vector parameters = flow.parameters();
            const LinearModel model = whole.model(parameters);
            result_.path.times.push_back(candidate.times[k]);
            result_.path.training_errors.push_back(
                mean_loss(options_.loss, predict(x_, model.coefficients, model.intercept), y_));
            result_.path.trained.push_back(whole.trained(parameters));
            if (k != result_.chosen_time) continue;
            result_.model = model;
            result_.trained = result_.path.trained.back();
            result_.status = flow.status();
        }
    }

    const DesignView& x_;
    const Vector y_;
    const CrossValidationOptions& options_;
    const std::optional<std::array<double, 2>> classes_;
    std::vector<std::unique_ptr<Fold>> folds_;
    double interpolant_error_ = std::numeric_limits<double>::infinity();  ///< of the best one
    CrossValidation result_;
};

}  // namespace

std::vector<double> default_log10_alphas(double depth, double target_size) {
    std::vector<double> scales;
    const double unit = target_size > 0.0 ? std::log10(target_size) : 0.0;
    for (const double power : log10_powers) scales.push_back((power + unit) / depth);
    return scales;
}

CrossValidation cross_validate(const DesignView& x, ConstVectorRef y,
                               const CrossValidationOptions& options) {
    return Selection(x, y, options).run();
}

Estimate estimate_of(const std::vector<double>& values) {
    Estimate estimate;
    const auto count = static_cast<double>(values.size());
    for (const double value : values) estimate.mean += value / count;
    double squares = 0.0;
    for (const double value : values) {
        squares += (value - estimate.mean) * (value - estimate.mean);
    }
    if (values.size() > 1) {
        estimate.standard_error = std::sqrt(squares / (count - 1.0) / count);
    }
    return estimate;
}

double logistic_probability(double output) {
    const double small = std::exp(-std::abs(output));
    return output >= 0.0 ? 1.0 / (1.0 + small) : small / (1.0 + small);
}

}  // namespace regimes
