// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/module_training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/dynamics/batches.hpp"
#include "regimes/networks/training_state.hpp"

namespace regimes {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr double promising = 2.0;  // an epoch's own loss, in tolerances, at which all are looked at

void require(bool holds, const char* option, double given, const char* expected) {
    if (holds) return;
    throw std::invalid_argument(
        fmt::format("{}: {:g} given, {} expected", option, given, expected));
}

void validate(const ModuleTrainingOptions& options) {
    const auto positive = [](double value) { return value > 0.0 && std::isfinite(value); };
    require(positive(options.step_size), "step_size", options.step_size, "a number above 0");
    require(options.batch_size >= 1, "batch_size", static_cast<double>(options.batch_size),
            "at least 1");
    require(positive(options.loss_tolerance), "loss_tolerance", options.loss_tolerance,
            "a number above 0");
    require(options.max_steps >= 1, "max_steps", static_cast<double>(options.max_steps),
            "at least 1");
    require(options.divergence_factor > 1.0, "divergence_factor", options.divergence_factor,
            "a number above 1");
    require(options.log_spacing == 0.0 || options.log_spacing > 1.0, "log_spacing",
            options.log_spacing, "0 or a number above 1");
    require(options.checkpoint_seconds >= 0.0, "checkpoint_seconds", options.checkpoint_seconds,
            "at least 0");
}

class Training {
public:
    Training(Module& module, const ModuleSamples& samples, const ModuleTrainingOptions& options)
        : module_(module),
          samples_(samples),
          options_(options),
          batch_size_(std::min(options.batch_size, samples.count())),
          batches_(samples.count(), batch_size_, false, options.seed),
          epoch_((samples.count() + batch_size_ - 1) / batch_size_) {}

    ModuleTrainingResult run() {
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
        if (state_.ended) {
            end(*state_.ended, {state_.steps, state_.last_loss, state_.last_wrong});
        }
        for (long step = 0; step < state_.steps; ++step) batches_.next();
        return true;
    }

    void begin() {
        state_.key = options_.key;
        state_.next_record = 1;
        const ModuleTrainingPoint start = look();
        state_.largest_loss =
            options_.divergence_factor * std::max(start.loss, mean(module_.loss_at_zero(samples_)));
        if (!std::isfinite(start.loss)) return end(Status::diverged, start);
        if (options_.log_spacing > 0.0) record(start);
        if (fits(start)) end(Status::converged, start);
    }

    void advance() {
        if (options_.observer != nullptr && options_.observer->cancelled()) {
            return end(Status::cancelled, {state_.steps, state_.last_loss, state_.last_wrong});
        }
        const std::vector<Index>& batch = batches_.next();
        const NetworkScore score = module_.descend(samples_, batch, options_.step_size);
        if (!std::isfinite(score.loss)) return diverge();
        ++state_.steps;
        state_.epoch_loss += score.loss;
        const bool is_epoch = state_.steps % epoch_ == 0;
        const bool is_last = state_.steps >= options_.max_steps;
        const bool is_record = options_.log_spacing > 0.0 && state_.steps >= state_.next_record;
        if (is_epoch || is_record || is_last) consider(is_epoch, is_record, is_last);
        if (!ended_ && is_epoch) pause();
    }

    void consider(bool is_epoch, bool is_record, bool is_last) {
        const double own_loss = mean(state_.epoch_loss);
        if (is_epoch) {
            state_.epoch_loss = 0.0;
            if (own_loss > state_.largest_loss) return diverge();
        }
        const bool may_fit = is_epoch && own_loss <= promising * options_.loss_tolerance;
        if (!may_fit && !is_record && !is_last) return;
        const ModuleTrainingPoint now = look();
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

    double mean(double sum) const { return sum / static_cast<double>(samples_.count()); }

    ModuleTrainingPoint look() {
        const NetworkScore score = module_.score(samples_);
        state_.last_loss = mean(score.loss);
        state_.last_wrong = score.wrong;
        return {state_.steps, state_.last_loss, score.wrong};
    }

    bool fits(const ModuleTrainingPoint& look) const {
        return look.loss <= options_.loss_tolerance && look.wrong == 0;
    }

    void record(ModuleTrainingPoint look) {
        if (options_.measure) look.measured = options_.measure(look);
        state_.curve.push_back(std::move(look));
        const double next = options_.log_spacing * static_cast<double>(state_.steps);
        state_.next_record = std::max(state_.steps + 1, std::lround(std::ceil(next)));
    }

    void diverge() {
        state_.last_loss = std::numeric_limits<double>::infinity();
        end(Status::diverged, {state_.steps, state_.last_loss, 0});
    }

    void end(Status status, const ModuleTrainingPoint& look) {
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
    const ModuleSamples& samples_;
    const ModuleTrainingOptions& options_;
    Index batch_size_;
    Batches batches_;
    long epoch_;
    TrainingState state_;
    ModuleTrainingResult result_;
    bool ended_ = false;
    Clock::time_point started_ = Clock::now();
    Clock::time_point saved_at_;
};

}  // namespace

ModuleTrainingResult train_module(Module& module, const ModuleSamples& samples,
                                  const ModuleTrainingOptions& options) {
    validate(options);
    return Training(module, samples, options).run();
}

}  // namespace regimes
