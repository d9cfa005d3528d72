// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/network_tuning.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "regimes/diagnostics/stable_step_size.hpp"
#include "regimes/studies/output_error.hpp"

namespace regimes {

namespace {

class Tuning {
public:
    Tuning(const TakenSamples& samples, const NetworkData& data, const NetworkRunOptions& options)
        : samples_(samples),
          data_(data),
          options_(options),
          count_(data.x.samples()),
          outputs_(static_cast<double>(samples.outputs())),
          numbers_(std::get_if<Vector>(&data.targets)) {}

    double loss_tolerance() const {
        const double zero = numbers_ != nullptr ? numbers_->squaredNorm()
                                                : static_cast<double>(count_) * std::log(outputs_);
        if (zero > 0.0) {
            return options_.training.unit(count_) * zero *
                   (data_.has_classes() ? label_loss_fraction : number_loss_fraction);
        }
        throw std::invalid_argument(
            "loss_tolerance: 0 given, a number above 0 expected: none can be chosen, since all "
            "targets are 0");
    }

    double step_size(const Network& network) const {
        const Matrix kernel = network.tangent_kernel(samples_, options_.kernel_memory);
        const Index batch = options_.training.batch_size;
        const double stable =
            stable_step_size(kernel, {.outputs = samples_.outputs(),
                                      .samples = count_,
                                      .batch_size = batch == count_ ? 0 : batch,
                                      .curvature = numbers_ != nullptr ? 2.0 : 1.0 / outputs_});
        const bool sums = options_.training.reduction == NetworkTrainingOptions::Reduction::sum;
        if (std::isfinite(stable)) {
            return step_fraction * stable / (sums ? static_cast<double>(count_) : 1.0);
        }
        throw std::invalid_argument(
            "step_size: 0 given, a number above 0 expected: none can be chosen, since the outputs "
            "of the start do not depend on the parameters that train");
    }

    double target_size() const {
        return numbers_ != nullptr ? root_mean_square(*numbers_) : std::sqrt(1.0 / outputs_);
    }

private:
    const TakenSamples& samples_;
    const NetworkData& data_;
    const NetworkRunOptions& options_;
    Index count_;
    double outputs_;  ///< of a sample
    const Vector* numbers_;
};

}  // namespace

MeasuredTrainingOptions tuned(const Network& start, const TakenSamples& samples,
                              const NetworkData& data, const NetworkRunOptions& options) {
    MeasuredTrainingOptions training = options.training;
    const Tuning tuning(samples, data, options);
    if (training.loss_tolerance == 0.0) training.loss_tolerance = tuning.loss_tolerance();
    if (training.step_size == 0.0) {
        training.step_size = tuning.step_size(*start.grown(samples, tuning.target_size()));
    }
    return training;
}

double linearized_step_size(const Network& start, const TakenSamples& samples,
                            const NetworkData& data, const NetworkRunOptions& options) {
    return Tuning(samples, data, options).step_size(start);
}

}  // namespace regimes
