// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/dense_network.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/diagnostics/gradient_distance.hpp"
#include "regimes/models/relu_network.hpp"

namespace regimes {

namespace {

struct DenseSamples final : TakenSamples {
    MatrixView x;
    NetworkTargets targets;
    Index outputs_of_sample = 0;

    Index count() const override { return x.rows; }
    Index outputs() const override { return outputs_of_sample; }
};

const DenseSamples& dense(const TakenSamples& samples) {
    const auto* own = dynamic_cast<const DenseSamples*>(&samples);
    if (own == nullptr) throw std::invalid_argument("samples: not taken by a dense network");
    return *own;
}

/// ReLU of what the first layers make of the samples: what the others see.
Matrix hidden_units(const MatrixView& x, ReluShape shape, Index layers, const Vector& w) {
    shape.widths.resize(static_cast<std::size_t>(layers) + 1);
    const Vector z = ReluNetwork(x, shape)(w.head(shape.parameters()));
    return z.cwiseMax(0.0).reshaped(shape.outputs(), x.rows).transpose();
}

class DenseNetwork final : public Network {
public:
    DenseNetwork(const ReluNetworkStart& start, const DenseNetworkOptions& options)
        : start_(start),
          options_(options),
          shape_(model_shape(start)),
          w_(relu_network_start(start)) {
        validate(relu_options(), shape_);
        trained_ = {{shape_.widths.begin() + options.frozen_layers, shape_.widths.end()},
                    shape_.biases};
    }

    std::unique_ptr<Network> grown(const TakenSamples& samples, double size) const override {
        const double factor = std::max(std::exp(start_.log_alpha), growth(samples, size));
        auto network = std::make_unique<DenseNetwork>(*this);
        network->w_.tail(trained_.parameters()) = factor * at_one();
        return network;
    }

    Vector parameter_values() const override { return w_; }

    TakenSamplesPointer take(const SampleView& x, const NetworkTargets& targets) const override {
        const ReluNetwork fits(x.values, shape_);
        const NetworkLoss<double> fit(targets, x.samples(), shape_.outputs());
        auto samples = std::make_shared<DenseSamples>();
        samples->x = x.values;
        samples->targets = targets;
        samples->outputs_of_sample = shape_.outputs();
        return samples;
    }

    Vector outputs(const TakenSamples& samples) const override {
        return ReluNetwork(dense(samples).x, shape_)(w_);
    }

    NetworkScore score(const TakenSamples& samples) const override {
        const DenseSamples& own = dense(samples);
        return score_network(shape_, own.x, own.targets, w_, options_.precision, options_.threads);
    }

    NetworkTrainingResult train(const TakenSamples& samples,
                                const MeasuredTrainingOptions& options) override {
        if (!options.checkpoint.empty()) {
            throw std::invalid_argument("checkpoint: a dense network writes none");
        }
        const DenseSamples& own = dense(samples);
        const Vector start = w_;
        std::vector<TrainingPoint> curve;
        ReluTrainingOptions relu = relu_options();
        relu.watch = [&](TrainingPoint point, ConstVectorRef w) {
            w_ = w;
            if (options.measure) point.measured = options.measure(point);
            curve.push_back(std::move(point));
        };
        ReluTrainingResult end = train_network(shape_, own.x, own.targets, start, options, relu);
        w_ = std::move(end.parameters);
        end.curve = std::move(curve);
        return NetworkTrainingResult(std::move(end));
    }

    Matrix tangent_kernel(const TakenSamples& samples, std::size_t memory) const override {
        return regimes::tangent_kernel(trained(samples), trained_w(), {memory, options_.threads});
    }

    Matrix tangent_kernel(const TakenSamples& first, const TakenSamples& second,
                          std::size_t memory) const override {
        return regimes::tangent_kernel(trained(first), trained(second), trained_w(),
                                       {memory, options_.threads});
    }

    double gradient_distance(const Network& start, const TakenSamples& samples,
                             std::size_t /*memory*/) const override {
        const ReluNetwork model = trained(samples);
        const Vector from = like(start).trained_w();
        const Vector here = trained_w();
        if (!has_features(model, from) || !has_features(model, here)) {
            return std::numeric_limits<double>::quiet_NaN();
        }
        return regimes::gradient_distance(model, from, here, options_.threads);
    }

    KernelEstimate estimate_kernel(const Network& start, const TakenSamples& samples,
                                   int directions, std::uint64_t seed) const override {
        const ReluNetwork model = trained(samples);
        const auto products = [&](const Vector& w) {
            RandomStream stream(seed, "directions");
            Matrix columns(model.outputs(), directions);
            for (Index r = 0; r < directions; ++r) {
                model.jacobian_times(w, stream.normals(w.size()), columns.col(r));
            }
            return columns;
        };
        return estimate_from_products(products(like(start).trained_w()), products(trained_w()));
    }

    double weight_change(const Network& start) const override {
        const Vector from = like(start).trained_w();
        return (trained_w() - from).norm() / from.norm();
    }

private:
    DenseNetwork* clone() const override { return new DenseNetwork(*this); }
    DenseNetwork* linearization() const override { return nullptr; }

    ReluTrainingOptions relu_options() const {
        return {.precision = options_.precision,
                .frozen_layers = options_.frozen_layers,
                .threads = options_.threads};
    }

    const DenseNetwork& like(const Network& start) const {
        const auto* own = dynamic_cast<const DenseNetwork*>(&start);
        if (own == nullptr || own->w_.size() != w_.size()) {
            throw std::invalid_argument("start: not a dense network of the same shape");
        }
        return *own;
    }

    Vector trained_w() const { return w_.tail(trained_.parameters()); }

    /// The layers that train, on what the frozen ones make of the samples.
    ReluNetwork trained(const TakenSamples& samples) const {
        const MatrixView& x = dense(samples).x;
        if (options_.frozen_layers == 0) return {x, shape_};
        return {LinearInputs::owning(hidden_units(x, shape_, options_.frozen_layers, w_)),
                trained_};
    }

    /// False where no output depends on any parameter, as when all units of a layer are off.
    static bool has_features(const ReluNetwork& model, const Vector& w) {
        Vector slope(w.size());
        const Vector u = RandomStream(0, "combination of features").normals(model.outputs());
        model.jacobian_transposed_times(w, u, slope);
        return slope.cwiseAbs().maxCoeff() > 0.0;
    }

    /// Its layers that train, at alpha = 1.
    Vector at_one() const {
        ReluNetworkStart start = start_;
        start.log_alpha = 0.0;
        return relu_network_start(start).tail(trained_.parameters());
    }

    /// (size / rms f)^(1 / D); 0 where outputs are 0 at any scale.
    double growth(const TakenSamples& samples, double size) const {
        ReluNetworkStart copy = start_;
        copy.unbiased = false;
        const DenseNetwork one(copy, options_);
        const Vector f = one.trained(samples)(one.at_one());
        const double rms = f.stableNorm() / std::sqrt(static_cast<double>(f.size()));
        if (rms == 0.0) return 0.0;
        return std::pow(size / rms, 1.0 / static_cast<double>(trained_.depth()));
    }

    ReluNetworkStart start_;
    DenseNetworkOptions options_;
    ReluShape shape_;
    ReluShape trained_;
    Vector w_;
};

}  // namespace

std::unique_ptr<Network> dense_network(const ReluNetworkStart& start,
                                       const DenseNetworkOptions& options) {
    return std::make_unique<DenseNetwork>(start, options);
}

}  // namespace regimes
