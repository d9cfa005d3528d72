// SPDX-License-Identifier: BSD-3-Clause
// Small networks of all kinds of layers, and their Jacobians row by row.
#pragma once

#include <torch/csrc/autograd/autograd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "regimes/core/random.hpp"
#include "regimes/diagnostics/gradient_distance.hpp"
#include "regimes/networks/torch/differentiable.hpp"
#include "regimes/networks/torch/feature_products.hpp"

namespace regimes::networks_test {

/// Normal numbers that are a function of `purpose`.
inline at::Tensor draw(const std::vector<std::int64_t>& shape, const std::string& purpose,
                       double scale = 1.0, at::ScalarType type = at::kDouble) {
    std::int64_t count = 1;
    for (const std::int64_t size : shape) count *= size;
    const Vector numbers = scale * RandomStream(5, purpose).normals(count);
    return at::from_blob(const_cast<double*>(numbers.data()), shape, at::kDouble)
        .to(type, false, true);
}

/// All rows of J, in double: (N C) x p. One sample at a time, by autograd alone.
inline at::Tensor jacobian_rows(const Differentiable& f, const at::Tensor& x) {
    std::vector<at::Tensor> rows;
    for (std::int64_t n = 0; n < x.size(0); ++n) {
        const at::Tensor outputs = f.outputs(x.narrow(0, n, 1));
        for (std::int64_t k = 0; k < outputs.size(1); ++k) {
            const auto gradients =
                torch::autograd::grad({outputs[0][k]}, f.parameters, {}, true, false, true);
            std::vector<at::Tensor> parts;
            for (std::size_t i = 0; i < gradients.size(); ++i) {
                const at::Tensor& gradient = gradients[i];
                parts.push_back(
                    (gradient.defined() ? gradient : at::zeros_like(f.parameters[i])).flatten());
            }
            rows.push_back(at::cat(parts).to(at::kDouble));
        }
    }
    return at::stack(rows).detach();
}

struct ExampleNetwork {
    std::string name;
    Differentiable f;
    at::Tensor x;
    bool by_layers = true;  ///< no parameter needs autograd sample by sample
};

/// Collects parameters.
class Builder {
public:
    explicit Builder(at::ScalarType type, std::string name) : type_(type), name_(std::move(name)) {}

    at::Tensor parameter(const std::vector<std::int64_t>& shape, double scale = 0.5) {
        at::Tensor tensor = constant(shape, scale);
        parameters_.push_back(tensor.requires_grad_(true));
        return tensor;
    }
    at::Tensor constant(const std::vector<std::int64_t>& shape, double scale = 0.5) {
        return draw(shape, name_ + std::to_string(count_++), scale, type_);
    }
    template <typename Outputs>
    ExampleNetwork network(const std::vector<std::int64_t>& x, Outputs outputs,
                           bool by_layers = true) {
        return {name_, {outputs, parameters_}, constant(x, 1.0), by_layers};
    }

private:
    at::ScalarType type_;
    std::string name_;
    int count_ = 0;
    std::vector<at::Tensor> parameters_;
};

std::vector<ExampleNetwork> example_networks(at::ScalarType type);

/// The gradient distance of a network at two places.
inline double feature_distance(const Differentiable& start, const Differentiable& end,
                               const at::Tensor& x, std::size_t memory) {
    const FeatureProducts sums = feature_products(start, end, x, memory);
    return gradient_distance(sums.start, sums.cross, sums.difference);
}

}  // namespace regimes::networks_test
