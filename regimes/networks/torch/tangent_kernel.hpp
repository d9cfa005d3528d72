// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

#include "regimes/networks/torch/differentiable.hpp"

namespace regimes {

at::Tensor tangent_kernel(const Differentiable& f, const at::Tensor& x, std::size_t memory);
at::Tensor tangent_kernel(const Differentiable& f, const at::Tensor& first,
                          const at::Tensor& second, std::size_t memory);

}  // namespace regimes
