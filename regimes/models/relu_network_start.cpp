// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/relu_network_start.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/models/argument_check.hpp"

namespace regimes {

namespace {

using Distribution = ReluNetworkStart::Distribution;

/// `count` draws for a layer of that fan-in.
Vector draws(RandomStream& random, Distribution distribution, Index fan_in, Index count) {
    const auto inputs = static_cast<double>(fan_in);
    if (distribution == Distribution::he_normal) {
        return std::sqrt(2.0 / inputs) * random.normals(count);
    }
    const double bound = std::sqrt((distribution == Distribution::he_uniform ? 6.0 : 1.0) / inputs);
    Vector out(count);
    for (Index i = 0; i < count; ++i) out[i] = bound * (2.0 * random.uniform() - 1.0);
    return out;
}

/// alpha times the network as drawn.
Vector single_start(const ReluNetworkStart& start) {
    const double alpha = alpha_from_log(start.log_alpha);
    Vector w = Vector::Zero(start.shape.parameters());
    int number = 0;
    for (const ReluLayer& layer : relu_layers(start.shape)) {
        RandomStream random(start.seed, fmt::format("layer {}", ++number));
        const Index size = layer.inputs * layer.outputs;
        w.segment(layer.weights, size) = draws(random, start.distribution, layer.inputs, size);
        if (layer.bias >= 0 && start.distribution == Distribution::pytorch_uniform) {
            w.segment(layer.bias, layer.outputs) =
                draws(random, start.distribution, layer.inputs, layer.outputs);
        }
    }
    return alpha * w;
}

/// The copies of one layer: below each other in the first, side by side in the last, else diagonal.
void double_layer(const Vector& w, const ReluLayer& from, const ReluLayer& to, Vector& doubled) {
    const bool first = to.inputs == from.inputs;
    const bool last = to.outputs == from.outputs;
    const Index size = from.inputs * from.outputs;
    const Matrix single = w.segment(from.weights, size).reshaped(from.outputs, from.inputs);
    Matrix both = Matrix::Zero(to.outputs, to.inputs);
    both.topLeftCorner(from.outputs, from.inputs) = single;
    if (first) {
        both.bottomRows(from.outputs) = single;
    } else {
        both.bottomRightCorner(from.outputs, from.inputs) = last ? Matrix(-single) : single;
    }
    doubled.segment(to.weights, both.size()) = both.reshaped();
    if (from.bias >= 0 && !last) {
        doubled.segment(to.bias, to.outputs) = w.segment(from.bias, from.outputs).replicate(2, 1);
    }
}

}  // namespace

ReluShape model_shape(const ReluNetworkStart& start) {
    ReluShape shape = start.shape;
    if (!start.unbiased) return shape;
    for (std::size_t l = 1; l + 1 < shape.widths.size(); ++l) shape.widths[l] *= 2;
    return shape;
}

Vector relu_network_start(const ReluNetworkStart& start) {
    validate(start.shape);
    const Vector w = single_start(start);
    if (!start.unbiased) return w;
    if (start.shape.depth() < 2) {
        throw std::invalid_argument(
            "unbiased: a network without hidden layers given, at least 1 expected: there are no "
            "units to double");
    }
    const std::vector<ReluLayer> from = relu_layers(start.shape);
    const std::vector<ReluLayer> to = relu_layers(model_shape(start));
    Vector doubled = Vector::Zero(model_shape(start).parameters());
    for (std::size_t l = 0; l < from.size(); ++l) {
        double_layer(w, from[l], to[l], doubled);
    }
    return doubled;
}

}  // namespace regimes
