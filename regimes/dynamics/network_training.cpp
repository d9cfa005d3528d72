// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/network_training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "regimes/dynamics/batches.hpp"
#include "regimes/dynamics/network_descent.hpp"
#include "regimes/dynamics/option_check.hpp"
#include "regimes/models/argument_check.hpp"
#include "regimes/numerics/blas_threads.hpp"

namespace regimes {

namespace {

constexpr long looks_between_copies = 64;        // of parameters, where every step looks
constexpr long most_between_reports = 256;       // steps
constexpr Index work_between_reports = 1 << 30;  // multiplications, some tenths of a second
constexpr Index score_samples = 256;             // that are scored at a time

/// Data and network in one precision.
template <typename Scalar>
class Network {
public:
    /// `most`: samples that a step takes.
    Network(const ReluShape& shape, const MatrixView& x, const NetworkTargets& targets,
            ConstVectorRef w, Index most, int threads)
        : loss_(targets, x.rows, shape.outputs()),
          descent_(shape, w, std::max(most, std::min(score_samples, x.rows)), threads),
          x_(x.cols, x.rows),
          batch_(x.cols, most < x.rows ? most : 0),
          all_(static_cast<std::size_t>(x.rows)) {
        for (Index n = 0; n < x.rows; ++n) {
            for (Index i = 0; i < x.cols; ++i) x_(i, n) = static_cast<Scalar>(x(n, i));
        }
        std::iota(all_.begin(), all_.end(), Index{0});
    }

    /// Some samples forward, ready for a step.
    NetworkScore take(const std::vector<Index>& samples, double scale) {
        for (std::size_t n = 0; n < samples.size(); ++n) {
            batch_.col(static_cast<Index>(n)) = x_.col(samples[n]);
        }
        const auto count = static_cast<Index>(samples.size());
        return loss_.evaluate(descent_.forward(batch_.data(), count), samples.data(), count, scale);
    }

    NetworkScore take_all(double scale) {
        return loss_.evaluate(descent_.forward(x_.data(), x_.cols()), all_.data(), x_.cols(),
                              scale);
    }

    /// All samples, some at a time.
    NetworkScore score() {
        NetworkScore sum;
        for (Index first = 0; first < x_.cols(); first += score_samples) {
            const Index count = std::min(score_samples, x_.cols() - first);
            const NetworkScore part =
                loss_.evaluate(descent_.forward(x_.col(first).data(), count),
                               &all_[static_cast<std::size_t>(first)], count, 1.0);
            sum.loss += part.loss;
            sum.wrong += part.wrong;
        }
        return sum;
    }

    /// The loss of outputs 0, summed.
    double zero_loss() const { return loss_.at_zero(); }

    NetworkDescent<Scalar>& descent() { return descent_; }

private:
    using Columns = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

    NetworkLoss<Scalar> loss_;
    NetworkDescent<Scalar> descent_;
    Columns x_;
    Columns batch_;
    std::vector<Index> all_;
};

template <typename Scalar>
class Training {
public:
    Training(const ReluShape& shape, const MatrixView& x, const NetworkTargets& targets,
             ConstVectorRef start, const NetworkTrainingOptions& options)
        : options_(options),
          samples_(x.rows),
          size_(options.batch_size == 0 ? x.rows : options.batch_size),
          network_(shape, x, targets, start, size_, options.threads),
          batches_(x.rows, size_, false, options.seed),
          unit_(options.reduction == NetworkTrainingOptions::Reduction::sum
                    ? 1.0
                    : 1.0 / static_cast<double>(x.rows)) {
        const long epoch = static_cast<long>((samples_ + size_ - 1) / size_);
        const long asked = options.check_every > 0 ? options.check_every : epoch;
        look_every_ = whole() ? 1 : asked;
        copy_every_ = whole() ? looks_between_copies : look_every_;
        const Index work = 3 * shape.parameters() * size_;  // of a step
        report_every_ = std::clamp<long>(work_between_reports / work, 1, most_between_reports);
    }

    NetworkTrainingResult go() {
        kept_ = network_.descent().parameters();
        result_.loss = std::numeric_limits<double>::infinity();
        result_.status = loop();
        if (result_.status != Status::diverged && !keep()) result_.status = Status::diverged;
        const bool complete = options_.record_ratio == 0.0 || result_.status == Status::diverged ||
                              result_.curve.back().steps == result_.steps;
        if (!complete) record();
        result_.parameters = in_double(kept_);
        return std::move(result_);
    }

private:
    Status loop() {
        for (;; ++result_.steps) {
            const bool last = result_.steps == options_.max_steps;
            const bool stop = cancelled();
            if (last || stop || result_.steps % look_every_ == 0) {
                if (!look()) return Status::diverged;
                if (fits()) return Status::converged;
            }
            if (stop) return Status::cancelled;
            if (last) return Status::iteration_limit;
            if (!whole() && !std::isfinite(take_batch())) return Status::diverged;
            network_.descent().step(static_cast<Scalar>(options_.step_size),
                                    options_.frozen_layers);
        }
    }

    bool whole() const { return size_ == samples_; }

    /// Takes in L on all samples; false if it has run away.
    bool look() {
        score_ = whole() ? network_.take_all(unit_) : network_.score();
        score_.loss *= unit_;
        if (result_.steps == 0) {
            most_ = options_.divergence_factor * std::max(unit_ * network_.zero_loss(), loss());
        }
        if (!std::isfinite(loss()) || loss() > most_) return false;
        if (result_.steps % copy_every_ == 0 && !keep()) return false;
        const bool due = static_cast<double>(result_.steps) >= next_record_;
        if (options_.record_ratio > 0.0 && due) record();
        return true;
    }

    double loss() const { return score_.loss; }
    bool fits() const { return loss() <= options_.loss_tolerance && score_.wrong == 0; }

    double take_batch() {
        const std::vector<Index>& batch = batches_.next();
        const double share = static_cast<double>(samples_) / static_cast<double>(batch.size());
        return network_.take(batch, share * unit_).loss;
    }

    /// False for parameters that are not finite: units that are off can hide them from the loss.
    bool keep() {
        const std::vector<Scalar>& w = network_.descent().parameters();
        if (!std::all_of(w.begin(), w.end(), [](Scalar entry) { return std::isfinite(entry); })) {
            return false;
        }
        kept_ = w;
        result_.loss = loss();
        result_.wrong = score_.wrong;
        return true;
    }

    void record() {
        result_.curve.push_back({result_.steps, loss(), score_.wrong});
        next_record_ = std::max(static_cast<double>(result_.steps) * options_.record_ratio,
                                static_cast<double>(result_.steps + 1));
        if (options_.watch) {
            options_.watch(result_.curve.back(), in_double(network_.descent().parameters()));
        }
    }

    static Vector in_double(const std::vector<Scalar>& w) {
        return Eigen::Map<const Eigen::Matrix<Scalar, Eigen::Dynamic, 1>>(
                   w.data(), static_cast<Index>(w.size()))
            .template cast<double>();
    }

    bool cancelled() {
        if (options_.observer == nullptr) return false;
        if (options_.observer->cancelled()) return true;
        if (result_.steps > 0 && result_.steps % report_every_ == 0) report();
        return false;
    }

    void report() {
        const double whole_way = std::log(most_ / options_.loss_tolerance);
        const double to_go = std::log(std::max(loss(), 1e-300) / options_.loss_tolerance);
        const double by_steps =
            static_cast<double>(result_.steps) / static_cast<double>(options_.max_steps);
        fraction_ = std::clamp(std::max(1.0 - to_go / whole_way, by_steps), fraction_, 1.0);
        options_.observer->report({fraction_, "training"});
    }

    const NetworkTrainingOptions& options_;
    Index samples_;
    Index size_;
    Network<Scalar> network_;
    Batches batches_;
    double unit_;
    long look_every_ = 1;
    long copy_every_ = 1;
    long report_every_ = 1;
    double next_record_ = 0.0;
    double most_ = 0.0;
    double fraction_ = 0.0;
    NetworkScore score_;
    std::vector<Scalar> kept_;
    NetworkTrainingResult result_;
};

void check(const ReluShape& shape, const MatrixView& x, ConstVectorRef w, Precision precision,
           const char* argument) {
    validate(shape);
    require_positive_count("rows of x", x.rows);
    require_size("columns of x", x.cols, shape.inputs());
    require_size(argument, w.size(), shape.parameters());
    const bool single = precision == Precision::single_precision;
    const double most = single ? static_cast<double>(std::numeric_limits<float>::max())
                               : std::numeric_limits<double>::max();
    for (Index i = 0; i < w.size(); ++i) {
        if (std::fabs(w[i]) <= most) continue;
        throw std::invalid_argument(
            fmt::format("{}: entry {} is {}, a finite number in {} precision expected", argument, i,
                        w[i], single ? "single" : "double"));
    }
}

}  // namespace

NetworkTrainingResult train_network(const ReluShape& shape, const MatrixView& x,
                                    const NetworkTargets& targets, ConstVectorRef start,
                                    const NetworkTrainingOptions& options) {
    check(shape, x, start, options.precision, "start");
    validate(options, shape, x.rows);
    const SingleThreadedBlas guard;
    const auto begin = std::chrono::steady_clock::now();
    NetworkTrainingResult result = options.precision == Precision::double_precision
                                       ? Training<double>(shape, x, targets, start, options).go()
                                       : Training<float>(shape, x, targets, start, options).go();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    result.seconds = spent.count();
    return result;
}

NetworkScore score_network(const ReluShape& shape, const MatrixView& x,
                           const NetworkTargets& targets, ConstVectorRef w, Precision precision,
                           int threads) {
    check(shape, x, w, precision, "w");
    const SingleThreadedBlas guard;
    return precision == Precision::double_precision
               ? Network<double>(shape, x, targets, w, 1, threads).score()
               : Network<float>(shape, x, targets, w, 1, threads).score();
}

}  // namespace regimes
