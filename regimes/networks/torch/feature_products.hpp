// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

#include "regimes/networks/torch/differentiable.hpp"

namespace regimes {

/// Sums over samples and outputs of products of tangent features at two ends.
struct FeatureProducts {
    double start = 0.0;       ///< ||Phi_0||^2
    double cross = 0.0;       ///< <Phi_0, Phi_T - Phi_0>
    double difference = 0.0;  ///< ||Phi_T - Phi_0||^2

    double both() const { return start + cross; }                    ///< <Phi_0, Phi_T>
    double end() const { return start + 2.0 * cross + difference; }  ///< ||Phi_T||^2
};

/// Of a network at its start and at its end, the same parameters in the same order; memory as in
/// `tangent_kernel` (tangent_kernel.hpp).
/// Features are computed in the precision of x and summed in double; their relative error is about
/// 1e-6 in float: a gradient distance (diagnostics/gradient_distance.hpp) of 1e-8 has three digits.
/// Errors: std::invalid_argument for different numbers of parameters, no samples, or outputs that
/// are not a row of numbers for each sample; std::bad_alloc; what f throws.
FeatureProducts feature_products(const Differentiable& start, const Differentiable& end,
                                 const at::Tensor& x, std::size_t memory);

}  // namespace regimes
