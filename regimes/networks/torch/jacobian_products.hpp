// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "regimes/networks/torch/differentiable.hpp"

namespace regimes {

at::Tensor jacobian_products(const Differentiable& f, const at::Tensor& x, int directions,
                             std::uint64_t seed);

}  // namespace regimes
