// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/types.hpp"
#include "regimes/numerics/vector_unit.hpp"

namespace regimes {

/// The ReLU of `size` entries in place, for Scalar float or double: z <- max(z, 0); NaN stays.
template <typename Scalar>
void rectify(Scalar* z, Index size, VectorUnit unit = widest_vector_unit());

/// Its derivative: delta <- 0 where `units`, what rectify has left, is not > 0.
template <typename Scalar>
void mask_off(const Scalar* units, Scalar* delta, Index size,
              VectorUnit unit = widest_vector_unit());

}  // namespace regimes
