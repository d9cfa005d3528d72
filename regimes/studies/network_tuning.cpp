// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/network_tuning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "regimes/diagnostics/stable_step_size.hpp"
#include "regimes/diagnostics/tangent_kernel.hpp"
#include "regimes/models/relu_network.hpp"
#include "regimes/studies/output_error.hpp"

namespace regimes {

namespace {

using Reduction = NetworkTrainingOptions::Reduction;

/// The layers of a network that train, on what the frozen ones make of some samples.
struct TrainedLayers {
    ReluNetwork network;
    Vector w;  ///< at alpha = 1
};

TrainedLayers trained_layers(ReluNetworkStart start, Index frozen, const MatrixView& x) {
    ReluShape shape = model_shape(start);
    const Vector from = frozen > 0 ? relu_network_start(start) : Vector();
    start.log_alpha = 0.0;
    const Vector at_one = relu_network_start(start);
    if (frozen == 0) return {ReluNetwork(x, shape), at_one};
    ReluShape first = shape;
    first.widths.resize(static_cast<std::size_t>(frozen) + 1);
    shape.widths.erase(shape.widths.begin(), shape.widths.begin() + frozen);
    const Vector z = ReluNetwork(x, first)(from.head(first.parameters()));
    Matrix features = z.cwiseMax(0.0).reshaped(first.outputs(), x.rows).transpose();
    return {ReluNetwork(LinearInputs::owning(std::move(features)), shape),
            at_one.tail(shape.parameters())};
}

class Tuning {
public:
    Tuning(const NetworkData& data, const NetworkRunOptions& options)
        : data_(data),
          options_(options),
          outputs_(options.start.shape.outputs()),
          labels_(std::get_if<std::vector<int>>(&data.targets)) {}

    double loss_tolerance() const {
        const bool classes = labels_ != nullptr || !data_.labels.empty();
        const double loss = unit() * zero_loss();
        if (loss == 0.0) {
            throw std::invalid_argument(
                "loss_tolerance: 0 given, a number above 0 expected: none can be chosen, since all "
                "targets are 0");
        }
        return loss * (classes ? label_loss_fraction : number_loss_fraction);
    }

    double step_size() const {
        const Index count = std::min(options_.kernel_samples, data_.x.rows);
        const MatrixView some = data_.x.row_range(0, count);
        const Index frozen = options_.training.frozen_layers;
        const TrainedLayers layers = trained_layers(options_.start, frozen, some);
        const TangentKernelOptions kernels{options_.kernel_memory, options_.training.threads};
        const Matrix kernel =
            tangent_kernel(layers.network, scale(layers, some) * layers.w, kernels);
        const double stable = stable_step_size(
            kernel, {.outputs = outputs_,
                     .samples = data_.x.rows,
                     .batch_size = options_.training.batch_size,
                     .curvature = labels_ ? 1.0 / static_cast<double>(outputs_) : 2.0});
        if (!std::isfinite(stable)) {
            throw std::invalid_argument(
                "step_size: 0 given, a number above 0 expected: none can be chosen, since the "
                "outputs of the start do not depend on the parameters");
        }
        const bool sums = options_.training.reduction == Reduction::sum;
        return step_fraction * stable / (sums ? static_cast<double>(data_.x.rows) : 1.0);
    }

private:
    double unit() const {
        const bool sums = options_.training.reduction == Reduction::sum;
        return sums ? 1.0 : 1.0 / static_cast<double>(data_.x.rows);
    }

    double zero_loss() const {
        if (labels_ == nullptr) return std::get<Vector>(data_.targets).squaredNorm();
        return static_cast<double>(data_.x.rows) * std::log(static_cast<double>(outputs_));
    }

    double target_size() const {
        if (labels_ != nullptr) return std::sqrt(1.0 / static_cast<double>(outputs_));
        return root_mean_square(std::get<Vector>(data_.targets));
    }

    /// What the start at alpha = 1 is multiplied by.
    double scale(const TrainedLayers& layers, const MatrixView& some) const {
        const double alpha = std::exp(options_.start.log_alpha);
        ReluNetworkStart single = options_.start;
        single.unbiased = false;
        const TrainedLayers copy =
            options_.start.unbiased ? trained_layers(single, options_.training.frozen_layers, some)
                                    : layers;
        const double output_size = root_mean_square(copy.network(copy.w));
        if (output_size == 0.0) return alpha;
        const auto degree = static_cast<double>(copy.network.shape().depth());
        return std::max(alpha, std::pow(target_size() / output_size, 1.0 / degree));
    }

    const NetworkData& data_;
    const NetworkRunOptions& options_;
    Index outputs_;
    const std::vector<int>* labels_;
};

}  // namespace

NetworkTrainingOptions tuned(const NetworkData& data, const NetworkRunOptions& options) {
    NetworkTrainingOptions training = options.training;
    const Tuning tuning(data, options);
    if (training.loss_tolerance == 0.0) training.loss_tolerance = tuning.loss_tolerance();
    if (training.step_size == 0.0) training.step_size = tuning.step_size();
    return training;
}

}  // namespace regimes
