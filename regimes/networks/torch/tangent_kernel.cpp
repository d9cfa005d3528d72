// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/tangent_kernel.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "regimes/networks/torch/layer_kernel.hpp"

namespace regimes {

namespace {

void check(const char* argument, const at::Tensor& x) {
    if (x.defined() && x.dim() > 0 && x.size(0) > 0) return;
    throw std::invalid_argument(std::string(argument) + ": no samples, at least one expected");
}

/// Features of samples first, ..., first + count - 1, pass by pass.
FeatureBlock block_features(const Differentiable& f, const FeaturePlan& plan, const at::Tensor& x,
                            Index first, Index count) {
    FeatureBlock block;
    const Index passes = (count + plan.pass - 1) / plan.pass;
    for (Index i = 0; i < passes; ++i) {
        const Index from = count * i / passes;
        const Index until = count * (i + 1) / passes;
        block.push_back(sample_features(f, plan, x.narrow(0, first + from, until - from)));
    }
    return block;
}

at::Tensor zero_kernel(const at::Tensor& x, Index rows, Index columns) {
    return at::zeros({rows, columns}, x.options().dtype(at::kDouble).requires_grad(false));
}

/// What stands above the diagonal, below it as well.
void mirror(at::Tensor kernel) {
    constexpr Index tile = 256;
    const Index size = kernel.size(0);
    for (Index first = 0; first < size; first += tile) {
        const Index count = std::min(tile, size - first);
        const at::Tensor strip = kernel.narrow(0, first, count);
        const at::Tensor corner = strip.narrow(1, first, count);
        corner.copy_(corner.triu() + corner.triu(1).t());
        const Index after = first + count;
        if (after == size) break;
        kernel.narrow(0, after, size - after)
            .narrow(1, first, count)
            .copy_(strip.narrow(1, after, size - after).t());
    }
}

at::Tensor symmetric_kernel(const Differentiable& f, const FeaturePlan& plan, const at::Tensor& x) {
    const Index samples = x.size(0);
    const Index c = plan.outputs;
    at::Tensor kernel = zero_kernel(x, samples * c, samples * c);
    for (Index i = 0; i < samples; i += plan.block) {
        const Index rows = std::min(plan.block, samples - i);
        const FeatureBlock left = block_features(f, plan, x, i, rows);
        const at::Tensor strip = kernel.narrow(0, i * c, rows * c);
        add_kernel(plan, left, left, strip.narrow(1, i * c, rows * c));
        for (Index j = i + rows; j < samples; j += plan.block) {
            const Index columns = std::min(plan.block, samples - j);
            const FeatureBlock right = block_features(f, plan, x, j, columns);
            add_kernel(plan, left, right, strip.narrow(1, j * c, columns * c));
        }
    }
    mirror(kernel);
    return kernel;
}

at::Tensor cross_kernel(const Differentiable& f, const FeaturePlan& plan, const at::Tensor& first,
                        const at::Tensor& second) {
    const Index c = plan.outputs;
    at::Tensor kernel = zero_kernel(first, first.size(0) * c, second.size(0) * c);
    for (Index i = 0; i < first.size(0); i += plan.block) {
        const Index rows = std::min(plan.block, first.size(0) - i);
        const FeatureBlock left = block_features(f, plan, first, i, rows);
        for (Index j = 0; j < second.size(0); j += plan.block) {
            const Index columns = std::min(plan.block, second.size(0) - j);
            const FeatureBlock right = block_features(f, plan, second, j, columns);
            add_kernel(plan, left, right,
                       kernel.narrow(0, i * c, rows * c).narrow(1, j * c, columns * c));
        }
    }
    return kernel;
}

}  // namespace

at::Tensor tangent_kernel(const Differentiable& f, const at::Tensor& x, std::size_t memory) {
    check("x", x);
    at::Tensor kernel;
    with_less_memory(memory, f.parameters.size(), [&](std::size_t& bytes, const auto& by_autograd) {
        const FeaturePlan plan = plan_features(f, x, x.size(0), bytes, by_autograd);
        bytes = std::min(bytes, plan.memory);
        const at::NoGradGuard no_gradients;
        kernel = symmetric_kernel(f, plan, x);
    });
    return kernel;
}

at::Tensor tangent_kernel(const Differentiable& f, const at::Tensor& first,
                          const at::Tensor& second, std::size_t memory) {
    check("first", first);
    check("second", second);
    at::Tensor kernel;
    const Index samples = first.size(0) + second.size(0);  // both at a time
    with_less_memory(memory, f.parameters.size(), [&](std::size_t& bytes, const auto& by_autograd) {
        const FeaturePlan plan = plan_features(f, first, samples, bytes, by_autograd);
        bytes = std::min(bytes, plan.memory);
        const at::NoGradGuard no_gradients;
        kernel = cross_kernel(f, plan, first, second);
    });
    return kernel;
}

}  // namespace regimes
