// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/networks/torch/differentiable.hpp"

namespace regimes {

/// Sums over samples and outputs of products of tangent features at two ends.
struct FeatureProducts {
    double both = 0.0;        ///< <Phi_0, Phi_T>
    double start = 0.0;       ///< ||Phi_0||^2
    double end = 0.0;         ///< ||Phi_T||^2
    double difference = 0.0;  ///< ||Phi_T - Phi_0||^2
    double gained = 0.0;      ///< ||Phi_T||^2 - ||Phi_0||^2, from the difference

    /// 1 - both / sqrt(start end), from the difference: (difference - (b - a)^2) / (2 a b), with a
    /// and b the norms. NaN where one of them is 0.
    double gradient_distance() const;
};

/// Of a network at its start and at its end, the same parameters in the same order; memory as in
/// `tangent_kernel` (module_kernel.hpp).
/// Features are computed in the precision of x and summed in double. Error of `gradient_distance`
/// for the value v: e sqrt(2 v) + e^2 + 2^-52 (b - a)^2 / (a b), with e that of the features, about
/// 1e-6 in float: a distance of 1e-8 has three digits.
/// Errors: std::invalid_argument for different numbers of parameters, no samples, or outputs that
/// are not a row of numbers for each sample; std::bad_alloc; what f throws.
FeatureProducts feature_products(const Differentiable& start, const Differentiable& end,
                                 const at::Tensor& x, std::size_t memory);

/// J v_r for random directions v_r ~ N(0, I_p), r < directions, one column each:
/// (N C) x directions, sample by sample, in double on the CPU.
/// By differentiating the product J^T u by u: no tangent features are formed. The directions are
/// a pure function of seed, r and the shapes of the parameters, so that both ends see the same.
/// `memory` bytes: half for directions, half for the graphs of a pass.
/// Errors: std::invalid_argument for directions < 1 or no samples; std::bad_alloc; what f throws,
/// also where an operation has no second derivative.
at::Tensor jacobian_products(const Differentiable& f, const at::Tensor& x, int directions,
                             std::uint64_t seed, std::size_t memory = std::size_t{256} << 20);

}  // namespace regimes
