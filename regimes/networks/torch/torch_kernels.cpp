// SPDX-License-Identifier: BSD-3-Clause
// What a module tells of its tangent features.
#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/diagnostics/gradient_distance.hpp"
#include "regimes/networks/torch/feature_products.hpp"
#include "regimes/networks/torch/jacobian_products.hpp"
#include "regimes/networks/torch/tangent_kernel.hpp"
#include "regimes/networks/torch/torch_errors.hpp"
#include "regimes/networks/torch/torch_module.hpp"

namespace regimes {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Matrix matrix_of(const at::Tensor& tensor) {
    const at::Tensor rows = tensor.detach().to(at::kCPU, at::kDouble).contiguous();
    return Eigen::Map<const RowMajor>(rows.data_ptr<double>(), rows.size(0), rows.size(1));
}

const TorchModule& torch_module(const Network& module) {
    const auto* own = dynamic_cast<const TorchModule*>(&module);
    if (own == nullptr) throw std::invalid_argument("start: not a module of LibTorch");
    return *own;
}

}  // namespace

Matrix TorchModule::tangent_kernel(const TakenSamples& samples, std::size_t memory) const {
    return with_plain_errors([&] {
        const TorchScope scope;
        return matrix_of(
            regimes::tangent_kernel(differentiable(), torch_samples(samples).x, memory));
    });
}

Matrix TorchModule::tangent_kernel(const TakenSamples& first, const TakenSamples& second,
                                   std::size_t memory) const {
    return with_plain_errors([&] {
        const TorchScope scope;
        return matrix_of(regimes::tangent_kernel(differentiable(), torch_samples(first).x,
                                                 torch_samples(second).x, memory));
    });
}

double TorchModule::gradient_distance(const Network& start, const TakenSamples& samples,
                                      std::size_t memory) const {
    return with_plain_errors([&] {
        const TorchScope scope;
        const FeatureProducts sums =
            feature_products(torch_module(start).differentiable(), differentiable(),
                             torch_samples(samples).x, memory);
        return regimes::gradient_distance(sums.start, sums.cross, sums.difference);
    });
}

KernelEstimate TorchModule::estimate_kernel(const Network& start, const TakenSamples& samples,
                                            int directions, std::uint64_t seed) const {
    return with_plain_errors([&] {
        const TorchScope scope;
        const at::Tensor& x = torch_samples(samples).x;
        const auto products = [&](const TorchModule& module) {
            return matrix_of(jacobian_products(module.differentiable(), x, directions, seed));
        };
        return estimate_from_products(products(torch_module(start)), products(*this));
    });
}

}  // namespace regimes
