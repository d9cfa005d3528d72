// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/relu_layers.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace regimes {

Index ReluShape::parameters() const {
    Index count = 0;
    for (std::size_t l = 1; l < widths.size(); ++l) {
        count += widths[l] * (widths[l - 1] + (biases ? 1 : 0));
    }
    return count;
}

void validate(const ReluShape& shape) {
    if (shape.widths.size() < 2) {
        throw std::invalid_argument(
            fmt::format("widths: {} given, at least 2 expected, those of the inputs and outputs",
                        shape.widths.size()));
    }
    for (std::size_t l = 0; l < shape.widths.size(); ++l) {
        if (shape.widths[l] >= 1) continue;
        throw std::invalid_argument(
            fmt::format("widths: entry {} is {}, at least 1 expected", l, shape.widths[l]));
    }
}

std::vector<ReluLayer> relu_layers(const ReluShape& shape) {
    validate(shape);
    std::vector<ReluLayer> layers;
    Index at = 0;
    for (std::size_t l = 1; l < shape.widths.size(); ++l) {
        ReluLayer layer;
        layer.inputs = shape.widths[l - 1];
        layer.outputs = shape.widths[l];
        layer.weights = at;
        at += layer.inputs * layer.outputs;
        if (shape.biases) {
            layer.bias = at;
            at += layer.outputs;
        }
        layers.push_back(layer);
    }
    return layers;
}

}  // namespace regimes
