// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/network_training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/dynamics/batches.hpp"
#include "regimes/dynamics/network_samples.hpp"
#include "regimes/dynamics/option_check.hpp"
#include "regimes/models/argument_check.hpp"
#include "regimes/numerics/blas_threads.hpp"

namespace regimes {

namespace {

constexpr long looks_between_copies = 64;        // of parameters, where every step looks
constexpr long most_between_reports = 256;       // steps
constexpr Index work_between_reports = 1 << 30;  // multiplications, some tenths of a second

/// The layers behind the first `frozen` ones.
ReluShape trained_shape(const ReluShape& shape, Index frozen) {
    return {{shape.widths.begin() + frozen, shape.widths.end()}, shape.biases};
}

/// What those layers see.
template <typename Scalar>
SampleColumns<Scalar> trained_inputs(const ReluShape& shape, const MatrixView& x, ConstVectorRef w,
                                     const ReluTrainingOptions& relu) {
    SampleColumns<Scalar> columns = sample_columns<Scalar>(x);
    if (relu.frozen_layers == 0) return columns;
    return hidden_units(shape, w, relu.frozen_layers, columns, relu.threads);
}

/// Trains the layers that are not frozen; the others have done their work once and for all.
template <typename Scalar>
class Training {
public:
    Training(const ReluShape& shape, const MatrixView& x, const NetworkTargets& targets,
             ConstVectorRef start, const NetworkTrainingOptions& options,
             const ReluTrainingOptions& relu)
        : options_(options),
          relu_(relu),
          samples_(x.rows),
          size_(options.batch_size == 0 ? x.rows : options.batch_size),
          start_(start),
          trained_(trained_shape(shape, relu.frozen_layers)),
          network_(trained_, start.tail(trained_.parameters()),
                   trained_inputs<Scalar>(shape, x, start, relu), targets, size_, relu.threads),
          batches_(x.rows, size_, false, options.seed),
          unit_(options.unit(x.rows)) {
        const long epoch = static_cast<long>((samples_ + size_ - 1) / size_);
        const long asked = options.check_every > 0 ? options.check_every : epoch;
        look_every_ = whole() ? 1 : asked;
        copy_every_ = whole() ? looks_between_copies : look_every_;
        const Index work = 3 * trained_.parameters() * size_;  // of a step
        report_every_ = std::clamp<long>(work_between_reports / work, 1, most_between_reports);
    }

    ReluTrainingResult go() {
        kept_ = network_.descent().parameters();
        result_.loss = std::numeric_limits<double>::infinity();
        result_.status = loop();
        if (result_.status != Status::diverged && !keep()) result_.status = Status::diverged;
        const bool complete = options_.log_spacing == 0.0 || result_.status == Status::diverged ||
                              result_.curve.back().steps == result_.steps;
        if (!complete) record();
        result_.parameters = all_parameters(kept_);
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
            network_.descent().step(static_cast<Scalar>(options_.step_size));
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
        if (options_.log_spacing > 0.0 && static_cast<double>(result_.steps) >= next_record_)
            record();
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
        next_record_ = std::max(static_cast<double>(result_.steps) * options_.log_spacing,
                                static_cast<double>(result_.steps + 1));
        if (relu_.watch) {
            relu_.watch(result_.curve.back(), all_parameters(network_.descent().parameters()));
        }
    }

    /// Those of the frozen layers, as the precision has them, and these.
    Vector all_parameters(const std::vector<Scalar>& trained) const {
        Vector w = start_.template cast<Scalar>().template cast<double>();
        std::copy(trained.begin(), trained.end(), w.end() - trained_.parameters());
        return w;
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
    const ReluTrainingOptions& relu_;
    Index samples_;
    Index size_;
    ConstVectorRef start_;
    ReluShape trained_;
    NetworkSamples<Scalar> network_;
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
    ReluTrainingResult result_;
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

ReluTrainingResult train_network(const ReluShape& shape, const MatrixView& x,
                                 const NetworkTargets& targets, ConstVectorRef start,
                                 const NetworkTrainingOptions& options,
                                 const ReluTrainingOptions& relu) {
    check(shape, x, start, relu.precision, "start");
    validate(options, x.rows);
    validate(relu, shape);
    const SingleThreadedBlas guard;
    const auto begin = std::chrono::steady_clock::now();
    ReluTrainingResult result = relu.precision == Precision::double_precision
                                    ? Training<double>(shape, x, targets, start, options, relu).go()
                                    : Training<float>(shape, x, targets, start, options, relu).go();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    result.seconds = spent.count();
    return result;
}

NetworkScore score_network(const ReluShape& shape, const MatrixView& x,
                           const NetworkTargets& targets, ConstVectorRef w, Precision precision,
                           int threads) {
    check(shape, x, w, precision, "w");
    const SingleThreadedBlas guard;
    const auto score = [&]<typename Scalar>(Scalar) {
        return NetworkSamples<Scalar>(shape, w, sample_columns<Scalar>(x), targets, 1, threads)
            .score();
    };
    return precision == Precision::double_precision ? score(double{}) : score(float{});
}

}  // namespace regimes
