// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/module_training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/dynamics/batches.hpp"
#include "regimes/dynamics/option_check.hpp"
#include "regimes/networks/training_state.hpp"

namespace regimes {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr double promising = 2.0;  // an epoch's own loss, in tolerances, at which all are looked at

class Training {
public:
    Training(Module& module, const TakenSamples& samples, const MeasuredTrainingOptions& options)
        : module_(module),
          samples_(samples),
          options_(options),
          unit_(options.unit(samples.count())),
          step_size_(options.reduction == NetworkTrainingOptions::Reduction::mean
                         ? options.step_size
                         : options.step_size * static_cast<double>(samples.count())),
          batch_size_(options.batch_size == 0 ? samples.count() : options.batch_size),
          batches_(samples.count(), batch_size_, false, options.seed),
          epoch_((samples.count() + batch_size_ - 1) / batch_size_) {}

    NetworkTrainingResult run() {
        if (!resume()) begin();
        saved_at_ = Clock::now();
        while (!ended_) advance();
        result_.seconds = seconds();
        finish_checkpoint();
        return std::move(result_);
    }

private:
    /// Goes on from the checkpoint, if there is one.
    bool resume() {
        if (options_.checkpoint.empty() || !fs::exists(options_.checkpoint)) return false;
        state_ = parse_training_state(module_.load_state(options_.checkpoint), options_.checkpoint);
        if (state_.key != options_.key) {
            throw std::invalid_argument(
                fmt::format("checkpoint: {} is that of another run", options_.checkpoint.string()));
        }
        if (state_.steps > options_.max_steps) {
            throw std::invalid_argument(
                fmt::format("checkpoint: {} claims {} steps, at most {} expected",
                            options_.checkpoint.string(), state_.steps, options_.max_steps));
        }
        if (state_.ended) {
            end(*state_.ended, {state_.steps, state_.last_loss, state_.last_wrong});
        }
        for (long step = 0; step < state_.steps; ++step) batches_.next();
        return true;
    }

    void begin() {
        state_.key = options_.key;
        state_.next_record = 1;
        const TrainingPoint start = look();
        state_.largest_loss = options_.divergence_factor *
                              std::max(start.loss, unit_ * module_.loss_at_zero(samples_));
        if (!std::isfinite(start.loss)) return end(Status::diverged, start);
        if (options_.log_spacing > 0.0) record(start);
        if (fits(start)) end(Status::converged, start);
    }

    void advance() {
        if (options_.observer != nullptr && options_.observer->cancelled()) {
            return end(Status::cancelled, {state_.steps, state_.last_loss, state_.last_wrong});
        }
        const std::vector<Index>& batch = batches_.next();
        const NetworkScore score = module_.descend(samples_, batch, step_size_);
        if (!std::isfinite(score.loss)) return diverge();
        ++state_.steps;
        state_.epoch_loss += score.loss;
        const bool is_epoch = state_.steps % epoch_ == 0;
        const bool is_last = state_.steps >= options_.max_steps;
        const bool is_record = options_.log_spacing > 0.0 && state_.steps >= state_.next_record;
        const bool is_due = is_epoch || is_record || is_last || is_check();
        if (is_due) consider(is_epoch, is_record, is_last);
        if (!ended_ && is_epoch) pause();
    }

    bool is_check() const {
        return options_.check_every > 0 && state_.steps % options_.check_every == 0;
    }

    void consider(bool is_epoch, bool is_record, bool is_last) {
        const double own_loss = unit_ * state_.epoch_loss;
        if (is_epoch) {
            state_.epoch_loss = 0.0;
            if (own_loss > state_.largest_loss) return diverge();
        }
        const bool is_promising = is_epoch && own_loss <= promising * options_.loss_tolerance;
        const bool may_fit = options_.check_every > 0 ? is_check() : is_promising;
        if (!may_fit && !is_record && !is_last) return;
        const TrainingPoint now = look();
        if (!std::isfinite(now.loss)) return diverge();
        const bool done = fits(now);
        if (options_.log_spacing > 0.0 && (is_record || done || is_last)) record(now);
        if (done) return end(Status::converged, now);
        if (is_last) end(Status::iteration_limit, now);
    }

    /// Between epochs: progress, and the checkpoint where it is due.
    void pause() {
        if (options_.observer != nullptr) {
            const double share =
                static_cast<double>(state_.steps) / static_cast<double>(options_.max_steps);
            options_.observer->report({share, fmt::format("step {}", state_.steps)});
        }
        const std::chrono::duration<double> since = Clock::now() - saved_at_;
        if (!options_.checkpoint.empty() && since.count() >= options_.checkpoint_seconds) save();
    }

    TrainingPoint look() {
        const NetworkScore score = module_.score(samples_);
        state_.last_loss = unit_ * score.loss;
        state_.last_wrong = score.wrong;
        return {state_.steps, state_.last_loss, score.wrong};
    }

    bool fits(const TrainingPoint& look) const {
        return look.loss <= options_.loss_tolerance && look.wrong == 0;
    }

    void record(TrainingPoint look) {
        if (options_.measure) look.measured = options_.measure(look);
        state_.curve.push_back(std::move(look));
        const double next = options_.log_spacing * static_cast<double>(state_.steps);
        state_.next_record = std::max(state_.steps + 1, std::lround(std::ceil(next)));
    }

    void diverge() {
        state_.last_loss = std::numeric_limits<double>::infinity();
        end(Status::diverged, {state_.steps, state_.last_loss, 0});
    }

    void end(Status status, const TrainingPoint& look) {
        ended_ = true;
        result_.status = status;
        result_.loss = look.loss;
        result_.wrong = look.wrong;
        result_.steps = look.steps;
        result_.curve = state_.curve;
    }

    double seconds() const {
        return state_.seconds + std::chrono::duration<double>(Clock::now() - started_).count();
    }

    void save() {
        if (options_.checkpoint.empty()) return;
        if (options_.checkpoint.has_parent_path()) {
            fs::create_directories(options_.checkpoint.parent_path());
        }
        TrainingState state = state_;
        state.seconds = seconds();
        module_.save_state(options_.checkpoint, training_state_text(state));
        saved_at_ = Clock::now();
    }

    void finish_checkpoint() {
        if (options_.checkpoint.empty()) return;
        const bool cancelled = result_.status == Status::cancelled;
        if (!cancelled) state_.ended = result_.status;
        if (cancelled || options_.keep_checkpoint) return save();
        std::error_code ignored;
        fs::remove(options_.checkpoint, ignored);
    }

    Module& module_;
    const TakenSamples& samples_;
    const MeasuredTrainingOptions& options_;
    double unit_;
    double step_size_;  ///< for the mean over a batch
    Index batch_size_;
    Batches batches_;
    long epoch_;
    TrainingState state_;
    NetworkTrainingResult result_;
    bool ended_ = false;
    Clock::time_point started_ = Clock::now();
    Clock::time_point saved_at_;
};

}  // namespace

NetworkTrainingResult Module::train(const TakenSamples& samples,
                                    const MeasuredTrainingOptions& options) {
    return train_module(*this, samples, options);
}

NetworkTrainingResult train_module(Module& module, const TakenSamples& samples,
                                   const MeasuredTrainingOptions& options) {
    validate(options, samples.count());
    require_option(options.checkpoint_seconds >= 0.0, "checkpoint_seconds",
                   options.checkpoint_seconds, "at least 0");
    return Training(module, samples, options).run();
}

}  // namespace regimes
