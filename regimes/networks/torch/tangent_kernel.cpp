// SPDX-License-Identifier: BSD-3-Clause
// By plain autograd, one sample and output at a time: to be replaced.
#include "regimes/networks/torch/tangent_kernel.hpp"

#include "regimes/networks/torch/feature_products.hpp"
#include "regimes/networks/torch/jacobian_products.hpp"
#include <torch/csrc/autograd/autograd.h>

namespace regimes {
namespace {
at::Tensor jacobian(const Differentiable& f, const at::Tensor& x) {
    const at::AutoGradMode on(true);
    std::vector<at::Tensor> rows;
    for (std::int64_t n = 0; n < x.size(0); ++n) {
        const at::Tensor out = f.outputs(x.narrow(0, n, 1));
        for (std::int64_t k = 0; k < out.size(1); ++k) {
            auto g = torch::autograd::grad({out[0][k]}, f.parameters, {}, true, false, true);
            std::vector<at::Tensor> parts;
            for (std::size_t i = 0; i < g.size(); ++i)
                parts.push_back(g[i].defined() ? g[i].flatten() : at::zeros_like(f.parameters[i]).flatten());
            rows.push_back(at::cat(parts));
        }
    }
    return at::stack(rows).detach();
}
}  // namespace
at::Tensor tangent_kernel(const Differentiable& f, const at::Tensor& x, std::size_t) {
    const at::Tensor j = jacobian(f, x);
    return j.matmul(j.t()).to(at::kDouble);
}
at::Tensor tangent_kernel(const Differentiable& f, const at::Tensor& a, const at::Tensor& b, std::size_t) {
    return jacobian(f, a).matmul(jacobian(f, b).t()).to(at::kDouble);
}
double feature_distance(const Differentiable& s, const Differentiable& e, const at::Tensor& x, std::size_t) {
    const at::Tensor a = jacobian(s, x).to(at::kDouble), b = jacobian(e, x).to(at::kDouble);
    return 0.5 * (a / a.norm() - b / b.norm()).square().sum().item<double>();
}
at::Tensor jacobian_products(const Differentiable& f, const at::Tensor& x, int r, std::uint64_t seed) {
    const at::Tensor j = jacobian(f, x);
    at::manual_seed(seed);
    return j.matmul(at::randn({j.size(1), r}, j.options()));
}
}  // namespace regimes
