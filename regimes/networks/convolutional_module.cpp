// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/networks/modules.hpp"

namespace regimes {

namespace {

constexpr Index window = 9;  // pixels that a convolution looks at

/// What a layer takes and gives.
struct Layer {
    Index from = 0;
    Index to = 0;  ///< 0: a pooling
};

struct Plan {
    std::vector<Layer> layers;
    Index features = 0;  ///< of an image, in front of the linear layer
};

void require_positive(const char* what, Index value) {
    if (value >= 1) return;
    throw std::invalid_argument(fmt::format("{}: {} given, at least 1 expected", what, value));
}

Plan plan_of(const ConvolutionalShape& shape) {
    if (shape.input.size() != 3) {
        throw std::invalid_argument(fmt::format(
            "input: {} lengths given, 3 expected: channels, rows, columns", shape.input.size()));
    }
    for (const Index length : shape.input) require_positive("input", length);
    require_positive("outputs", shape.outputs);
    Plan plan;
    Index channels = shape.input[0];
    Index rows = shape.input[1];
    Index columns = shape.input[2];
    for (const Index to : shape.layers) {
        plan.layers.push_back({channels, to});
        if (to > 0) {
            channels = to;
            continue;
        }
        require_positive("layers: channels", to + 1);
        rows /= 2;
        columns /= 2;
        if (std::min(rows, columns) > 0) continue;
        throw std::invalid_argument(
            fmt::format("layers: pooling {} leaves no pixel of {} x {}",
                        std::count(shape.layers.begin(), shape.layers.end(), 0), shape.input[1],
                        shape.input[2]));
    }
    plan.features = channels * rows * columns;
    return plan;
}

std::string name_of(std::size_t convolution) { return fmt::format("convolution_{}", convolution); }

std::string source_of(const Plan& plan, bool bias) {
    std::string source = "def forward(self, x: Tensor) -> Tensor:\n";
    std::size_t convolutions = 0;
    for (const Layer& layer : plan.layers) {
        source += layer.to == 0 ? std::string("    x = torch.max_pool2d(x, [2, 2])\n")
                                : fmt::format(
                                      "    x = torch.relu_(torch.conv2d(x, self.{}, None, "
                                      "[1, 1], [1, 1]))\n",
                                      name_of(++convolutions));
    }
    return source + fmt::format("    return torch.linear(torch.flatten(x, 1), self.output, {})\n",
                                bias ? "self.output_bias" : "None");
}

/// alpha U(-a, a), a = sqrt(6 / fan_in).
Vector draw(const std::string& name, Index count, Index fan_in, double alpha, std::uint64_t seed) {
    RandomStream stream(seed, name);
    const double bound = alpha * std::sqrt(6.0 / static_cast<double>(fan_in));
    Vector values(count);
    for (double& value : values) value = bound * (2.0 * stream.uniform() - 1.0);
    return values;
}

}  // namespace

Index ConvolutionalShape::parameters() const {
    const Plan plan = plan_of(*this);
    Index count = plan.features * outputs + (bias ? outputs : 0);
    for (const Layer& layer : plan.layers) count += window * layer.from * layer.to;
    return count;
}

ConvolutionalShape vgg11(Index divisor) {
    require_positive("divisor", divisor);
    ConvolutionalShape shape;
    for (const Index channels : {64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0}) {
        shape.layers.push_back(channels == 0 ? 0 : std::max<Index>(1, channels / divisor));
    }
    return shape;
}

std::unique_ptr<Module> convolutional_module(const ConvolutionalShape& shape, double log_alpha,
                                             std::uint64_t seed, const DeviceOptions& place) {
    const Plan plan = plan_of(shape);
    const double alpha = std::exp(log_alpha);
    if (!(alpha > 0.0) || !std::isfinite(alpha)) {
        throw std::invalid_argument(
            fmt::format("log_alpha: {} given, |log_alpha| <= 708 expected", log_alpha));
    }
    std::vector<SourceParameter> parameters;
    for (const Layer& layer : plan.layers) {
        if (layer.to == 0) continue;
        const std::string name = name_of(parameters.size() + 1);
        const Index fan_in = window * layer.from;
        parameters.push_back({name,
                              {layer.to, layer.from, 3, 3},
                              draw(name, layer.to * fan_in, fan_in, alpha, seed)});
    }
    parameters.push_back(
        {"output",
         {shape.outputs, plan.features},
         draw("output", shape.outputs * plan.features, plan.features, alpha, seed)});
    if (shape.bias) {
        parameters.push_back({"output_bias", {shape.outputs}, Vector::Zero(shape.outputs)});
    }
    return source_module(source_of(plan, shape.bias), parameters, place);
}

}  // namespace regimes
