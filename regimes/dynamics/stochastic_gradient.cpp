// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/stochastic_gradient.hpp"

#include <cmath>

#include "regimes/core/random.hpp"
#include "regimes/dynamics/batches.hpp"
#include "regimes/dynamics/descent_run.hpp"
#include "regimes/dynamics/option_check.hpp"
#include "regimes/dynamics/squared_loss.hpp"
#include "regimes/numerics/blas_threads.hpp"

namespace regimes {

namespace {

/// The gradient on batches, with noise on the targets.
class BatchGradient {
public:
    BatchGradient(const Model& model, ConstVectorRef y, const StochasticOptions& options)
        : model_(model),
          y_(y),
          batches_(model.samples(), options.batch_size, options.replacement, options.seed),
          noise_(options.seed, "label noise"),
          label_noise_(options.label_noise),
          whole_(options.batch_size == model.samples() && !options.replacement),
          singles_(options.batch_size == 1 ? static_cast<std::size_t>(model.samples()) : 0) {}

    void operator()(ConstVectorRef w, VectorRef out) {
        if (whole_) {
            find(model_, 1.0, y_, w, out);
            return;
        }
        const std::vector<Index>& batch = batches_.next();
        const double scale =
            static_cast<double>(model_.samples()) / static_cast<double>(batch.size());
        find(model_of(batch), scale, targets_of(batch), w, out);
    }

private:
    void find(const Model& model, double scale, Vector targets, ConstVectorRef w, VectorRef out) {
        if (label_noise_ > 0.0) targets += label_noise_ * noise_.normals(targets.size());
        residual_.resize(targets.size());
        model.evaluate(w, residual_);
        residual_ = 2.0 * scale * (residual_ - targets);
        model.jacobian_transposed_times(w, residual_, out);
    }

    /// Single samples are kept: they come again and again.
    const Model& model_of(const std::vector<Index>& batch) {
        if (singles_.empty()) {
            current_ = model_.subset(batch);
            return *current_;
        }
        auto& single = singles_[static_cast<std::size_t>(batch[0])];
        if (!single) single = model_.subset(batch);
        return *single;
    }

    Vector targets_of(const std::vector<Index>& batch) const {
        const Index each = model_.outputs() / model_.samples();
        Vector targets(each * static_cast<Index>(batch.size()));
        for (std::size_t k = 0; k < batch.size(); ++k) {
            targets.segment(each * static_cast<Index>(k), each) = y_.segment(each * batch[k], each);
        }
        return targets;
    }

    const Model& model_;
    Vector y_;
    Batches batches_;
    RandomStream noise_;
    double label_noise_;
    bool whole_;
    std::vector<std::unique_ptr<Model>> singles_;
    std::unique_ptr<Model> current_;
    Vector residual_;
};

}  // namespace

void validate(const StochasticOptions& options, Index samples) {
    validate(static_cast<const DescentOptions&>(options));
    require_option(options.batch_size >= 1 && options.batch_size <= samples, "batch_size",
                   static_cast<long>(options.batch_size),
                   "at least 1 and at most the number of samples");
    require_option(options.label_noise >= 0.0 && std::isfinite(options.label_noise), "label_noise",
                   options.label_noise, "a finite number >= 0");
}

TrainingResult stochastic_gradient(const Model& model, ConstVectorRef y, ConstVectorRef start,
                                   const StochasticOptions& options) {
    validate(options, model.samples());
    SquaredLoss loss(model, y);
    loss.check_start(start);
    const SingleThreadedBlas guard;
    BatchGradient gradient(model, y, options);
    DescentSystem system;
    system.gradient = [&](ConstVectorRef w, VectorRef out) { gradient(w, out); };
    system.residual = [&](ConstVectorRef w) { return loss.relative_residual(w); };
    system.check_every = (model.samples() + options.batch_size - 1) / options.batch_size;
    const double share =
        static_cast<double>(options.batch_size) / static_cast<double>(model.samples());
    system.step_size = share * automatic_step_size(loss, start, options);
    return run_descent(system, start, options);
}

}  // namespace regimes
