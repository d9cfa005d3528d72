// SPDX-License-Identifier: BSD-3-Clause
// Matrix products too small for BLAS to pay, in the widest vectors that the processor has.
#pragma once

#include "regimes/numerics/gemm.hpp"
#include "regimes/numerics/vector_unit.hpp"

namespace regimes {

/// The product, without allocation; A and B not both transposed.
template <typename Scalar>
void small_gemm(const Product<Scalar>& product, VectorUnit unit = widest_vector_unit());

}  // namespace regimes
