// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

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
/// `tangent_kernel` (tangent_kernel.hpp).
/// Features are computed in the precision of x and summed in double. Error of `gradient_distance`
/// for the value v: e sqrt(2 v) + e^2 + 2^-52 (b - a)^2 / (a b), with e that of the features, about
/// 1e-6 in float: a distance of 1e-8 has three digits.
/// Errors: std::invalid_argument for different numbers of parameters, no samples, or outputs that
/// are not a row of numbers for each sample; std::bad_alloc; what f throws.
FeatureProducts feature_products(const Differentiable& start, const Differentiable& end,
                                 const at::Tensor& x, std::size_t memory);

/// The gradient distance of the two ends: NaN where features of one of them are all 0.
double feature_distance(const Differentiable& start, const Differentiable& end, const at::Tensor& x,
                        std::size_t memory);

}  // namespace regimes
