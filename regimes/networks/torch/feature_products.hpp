// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

#include "regimes/networks/torch/differentiable.hpp"

namespace regimes {

double feature_distance(const Differentiable& start, const Differentiable& end, const at::Tensor& x,
                        std::size_t memory);

}  // namespace regimes
