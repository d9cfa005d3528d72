// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/gemm.hpp"

#include <algorithm>

#include "regimes/numerics/blas.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/parallel.hpp"
#include "regimes/numerics/small_gemm.hpp"

namespace regimes {

namespace {

constexpr Index small_product = 1 << 15;  // multiplications, up to which BLAS does not pay
constexpr Index lane_product = 1 << 22;   // multiplications that pay for a thread
constexpr Index lane_extent = 768;        // rows or columns that pay for packing the other factor
constexpr Index most_lanes = 16;

/// Rows [first, last) of the product, or columns of it.
template <typename Scalar>
Product<Scalar> part(Product<Scalar> p, bool of_rows, Index first, Index last) {
    if (of_rows) {
        p.a.data += first * (p.a.transposed ? p.a.stride : 1);
        p.c += first;
        p.rows = last - first;
    } else {
        p.b.data += first * (p.b.transposed ? 1 : p.b.stride);
        p.c += first * p.stride;
        p.cols = last - first;
    }
    return p;
}

/// Into how many parts a product is cut.
template <typename Scalar>
Index lanes_of(const Product<Scalar>& p) {
    const Index work = p.rows * p.cols * p.inner / lane_product;
    const Index extent = std::max(p.rows, p.cols);
    return std::clamp<Index>(std::min(work, extent / lane_extent), 1, most_lanes);
}

template <typename Scalar>
bool is_small(const Product<Scalar>& p) {
    return p.rows * p.cols * p.inner <= small_product && !(p.a.transposed && p.b.transposed);
}

}  // namespace

template <typename Scalar>
void gemm(Index rows, Index cols, Index inner, Scalar scale, const GemmFactor<Scalar>& a,
          const GemmFactor<Scalar>& b, Scalar keep, Scalar* c, Index stride) {
    const Product<Scalar> product{rows, cols, inner, scale, keep, a, b, c, stride};
    if (is_small(product)) return small_gemm(product);
    const SingleThreadedBlas guard;
    blas::gemm(product);
}

template <typename Scalar>
void gemm(Index rows, Index cols, Index inner, Scalar scale, const GemmFactor<Scalar>& a,
          const GemmFactor<Scalar>& b, Scalar keep, Scalar* c, Index stride, int threads) {
    const Product<Scalar> product{rows, cols, inner, scale, keep, a, b, c, stride};
    const Index lanes = lanes_of(product);
    if (lanes == 1) return gemm(rows, cols, inner, scale, a, b, keep, c, stride);
    const SingleThreadedBlas guard;
    const bool by_rows = rows >= cols;
    const Index extent = by_rows ? rows : cols;
    parallel_for(static_cast<int>(lanes), threads, [&](int lane) {
        blas::gemm(part(product, by_rows, extent * lane / lanes, extent * (lane + 1) / lanes));
    });
}

template void gemm(Index, Index, Index, float, const GemmFactor<float>&, const GemmFactor<float>&,
                   float, float*, Index);
template void gemm(Index, Index, Index, double, const GemmFactor<double>&,
                   const GemmFactor<double>&, double, double*, Index);
template void gemm(Index, Index, Index, float, const GemmFactor<float>&, const GemmFactor<float>&,
                   float, float*, Index, int);
template void gemm(Index, Index, Index, double, const GemmFactor<double>&,
                   const GemmFactor<double>&, double, double*, Index, int);

}  // namespace regimes
