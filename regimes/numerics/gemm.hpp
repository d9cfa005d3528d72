// SPDX-License-Identifier: BSD-3-Clause
// Matrix products in float and double: BLAS where they are large, own loops where they are small
// and calling BLAS would cost more than it saves.
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// A factor of a product, stored column by column; `stride` is the distance between the starts of
/// columns as stored. Transposed: the factor is the transpose of what is stored.
template <typename Scalar>
struct GemmFactor {
    const Scalar* data = nullptr;
    Index stride = 1;
    bool transposed = false;
};

/// C = scale A B + keep C with its shapes, as `gemm` takes them.
template <typename Scalar>
struct Product {
    Index rows, cols, inner;
    Scalar scale, keep;
    GemmFactor<Scalar> a, b;
    Scalar* c;
    Index stride;
};

/// C = scale A B + keep C on the calling thread, for Scalar float or double.
///
/// Shapes: A is rows x inner, B inner x cols, C rows x cols with the given stride, all >= 1; C may
/// not overlap A or B. With keep = 0, C is not read. No allocation in small products (rows cols
/// inner <= 2^15). The last digits may depend on the processor, as those of BLAS do.
/// Error bound: (inner + 2) u (|scale| |A| |B| + |keep C|), u = 2^-24 or 2^-53.
template <typename Scalar>
void gemm(Index rows, Index cols, Index inner, Scalar scale, const GemmFactor<Scalar>& a,
          const GemmFactor<Scalar>& b, Scalar keep, Scalar* c, Index stride);

/// The same, where it is large on up to `threads` threads (0: all cores). How it is cut depends on
/// the shapes alone, so that the number of threads never shows.
template <typename Scalar>
void gemm(Index rows, Index cols, Index inner, Scalar scale, const GemmFactor<Scalar>& a,
          const GemmFactor<Scalar>& b, Scalar keep, Scalar* c, Index stride, int threads);

}  // namespace regimes
