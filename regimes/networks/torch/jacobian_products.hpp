// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>

#include "regimes/networks/torch/differentiable.hpp"

namespace regimes {

/// J v at one point, by differentiating the product J^T u by u: twice reverse mode, without any
/// tangent feature. Errors: what autograd throws, also where an operation has no second derivative.
class JacobianProduct {
public:
    /// `outputs` with their graph, gradients being on.
    JacobianProduct(const at::Tensor& outputs, const std::vector<at::Tensor>& parameters);

    /// J v in the shape of the outputs, for v a tensor for each parameter; undefined where the
    /// outputs depend on none. `keep` the graph for another call, or another pass back.
    at::Tensor times(const std::vector<at::Tensor>& v, bool keep) const;

private:
    at::Tensor u_;
    std::vector<at::Tensor> rows_;  ///< J^T u, of each parameter
};

/// J v_r for random directions v_r ~ N(0, I_p), r < directions, one column each:
/// (N C) x directions, sample by sample, in double on the CPU.
/// The directions are a pure function of seed, r and the shapes of the parameters, so that both
/// ends see the same.
/// `memory` bytes: half for directions, half for the graphs of a pass.
/// Errors: std::invalid_argument for directions < 1 or no samples; std::bad_alloc; what f throws,
/// also where an operation has no second derivative.
at::Tensor jacobian_products(const Differentiable& f, const at::Tensor& x, int directions,
                             std::uint64_t seed, std::size_t memory = std::size_t{256} << 20);

}  // namespace regimes
