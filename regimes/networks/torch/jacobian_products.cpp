// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/jacobian_products.hpp"

#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <stdexcept>
#include <string>

#include "regimes/core/random.hpp"
#include "regimes/networks/torch/sample_features.hpp"

namespace regimes {

namespace {

/// Graphs of a forward pass, a differentiable one back, and one back through both.
constexpr std::size_t graphs = 6;

using Direction = std::vector<at::Tensor>;  // one tensor for each parameter

Direction draw_direction(const std::vector<at::Tensor>& parameters, std::uint64_t seed, int r) {
    RandomStream random(seed, "direction " + std::to_string(r));
    Direction direction;
    for (const at::Tensor& parameter : parameters) {
        Vector numbers = random.normals(parameter.numel());
        direction.push_back(at::from_blob(numbers.data(), parameter.sizes(), at::kDouble)
                                .to(parameter.options().requires_grad(false), false, true));
    }
    return direction;
}

/// J v for some samples and each of the directions, into columns of `out`.
void add_products(const Differentiable& f, const at::Tensor& x,
                  const std::vector<Direction>& directions, at::Tensor out) {
    const at::AutoGradMode gradients_on(true);
    const at::Tensor outputs = differentiable_outputs(f, x);
    if (!outputs.requires_grad()) return;
    const JacobianProduct product(outputs, f.parameters);
    for (std::size_t r = 0; r < directions.size(); ++r) {
        const at::Tensor column = product.times(directions[r], true);
        if (column.defined()) out.select(1, static_cast<Index>(r)).copy_(column.reshape(-1));
    }
}

at::Tensor all_products(const Differentiable& f, const at::Tensor& x, int directions,
                        std::uint64_t seed, std::size_t& memory) {
    const Recording probe = record_uses(f, x.narrow(0, 0, 1));
    const Index samples = x.size(0);
    const Index outputs = probe.outputs.numel();
    std::size_t parameter_bytes = 0;
    for (const at::Tensor& parameter : f.parameters) parameter_bytes += parameter.nbytes();
    const Index width = fitting(memory / 2, static_cast<Index>(parameter_bytes), directions);
    const Index pass = fitting(memory / 2, static_cast<Index>(graphs * probe.bytes), samples);
    const auto used = std::max(static_cast<std::size_t>(width) * parameter_bytes,
                               static_cast<std::size_t>(pass) * graphs * probe.bytes);
    memory = std::min(memory, 2 * used);
    at::Tensor all = at::zeros({samples * outputs, directions}, at::kDouble);
    for (Index first = 0; first < directions; first += width) {
        std::vector<Direction> block;
        for (Index r = first; r < std::min<Index>(first + width, directions); ++r) {
            block.push_back(draw_direction(f.parameters, seed, static_cast<int>(r)));
        }
        const at::Tensor columns = all.narrow(1, first, static_cast<Index>(block.size()));
        for (Index n = 0; n < samples; n += pass) {
            const Index count = std::min(pass, samples - n);
            add_products(f, x.narrow(0, n, count), block,
                         columns.narrow(0, n * outputs, count * outputs));
        }
    }
    return all;
}

}  // namespace

JacobianProduct::JacobianProduct(const at::Tensor& outputs,
                                 const std::vector<at::Tensor>& parameters)
    : u_(at::zeros_like(outputs.detach()).requires_grad_(true)),
      rows_(torch::autograd::grad({outputs}, parameters, {u_}, true, true, true)) {}

at::Tensor JacobianProduct::times(const std::vector<at::Tensor>& v, bool keep) const {
    std::vector<at::Tensor> rows, weights;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (!rows_[i].defined() || !rows_[i].requires_grad()) continue;
        rows.push_back(rows_[i]);
        weights.push_back(v[i]);
    }
    if (rows.empty()) return {};
    return torch::autograd::grad(rows, {u_}, weights, keep, false, true).front();
}

at::Tensor jacobian_products(const Differentiable& f, const at::Tensor& x, int directions,
                             std::uint64_t seed, std::size_t memory) {
    if (directions < 1) {
        throw std::invalid_argument("directions: " + std::to_string(directions) +
                                    " given, at least 1 expected");
    }
    if (!x.defined() || x.dim() == 0 || x.size(0) == 0) {
        throw std::invalid_argument("x: no samples, at least one expected");
    }
    at::Tensor products;
    with_less_memory(memory, 0, [&](std::size_t& bytes, const std::vector<bool>&) {
        products = all_products(f, x, directions, seed, bytes);
    });
    return products;
}

}  // namespace regimes
