// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>

#include "regimes/networks/torch/differentiable.hpp"

namespace regimes {

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
