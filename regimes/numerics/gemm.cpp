// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/gemm.hpp"

#include <cblas.h>

#include <algorithm>
#include <utility>

#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/parallel.hpp"

namespace regimes {

namespace {

constexpr Index small_product = 1 << 12;  // multiplications, below which BLAS does not pay
constexpr Index lane_product = 1 << 23;   // multiplications that pay for a thread
constexpr Index most_lanes = 16;

template <typename Scalar>
struct Product {
    Index rows, cols, inner;
    Scalar scale, keep;
    GemmFactor<Scalar> a, b;
    Scalar* c;
    Index stride;
};

template <typename Scalar, int Size>
using Pack = Eigen::Array<Scalar, Size, 1>;

template <typename Scalar, int Size>
auto at(const Scalar* data) {
    return Eigen::Map<const Pack<Scalar, Size>>(data);
}

template <typename Scalar>
void put(const Product<Scalar>& p, Scalar sum, Scalar& c) {
    c = p.keep == Scalar{0} ? p.scale * sum : p.scale * sum + p.keep * c;
}

/// A tile of C where A is stored as it is: whole packs of rows, one column of A after the other.
template <int Rows, int Cols, typename Scalar>
void tile_of_columns(const Product<Scalar>& p, Index row, Index col) {
    const Index down = p.b.transposed ? p.b.stride : 1;
    const Index across = p.b.transposed ? 1 : p.b.stride;
    const Scalar* a = p.a.data + row;
    const Scalar* b = p.b.data + col * across;
    Pack<Scalar, Rows> sum[Cols];
    for (int k = 0; k < Cols; ++k) sum[k].setZero();
    for (Index j = 0; j < p.inner; ++j, a += p.a.stride, b += down) {
        const Pack<Scalar, Rows> column = at<Scalar, Rows>(a);
        for (int k = 0; k < Cols; ++k) sum[k] += b[k * across] * column;
    }
    for (int k = 0; k < Cols; ++k) {
        Eigen::Map<Pack<Scalar, Rows>> c(p.c + row + (col + k) * p.stride);
        if (p.keep == Scalar{0}) {
            c = p.scale * sum[k];
        } else {
            c = p.scale * sum[k] + p.keep * c;
        }
    }
}

template <int Cols, typename Scalar>
void strip_of_columns(const Product<Scalar>& p, Index col) {
    Index row = 0;
    for (; row + 8 <= p.rows; row += 8) tile_of_columns<8, Cols>(p, row, col);
    if (p.rows - row >= 4) {
        tile_of_columns<4, Cols>(p, row, col);
        row += 4;
    }
    if (p.rows - row >= 2) {
        tile_of_columns<2, Cols>(p, row, col);
        row += 2;
    }
    if (row < p.rows) tile_of_columns<1, Cols>(p, row, col);
}

/// A tile of C where the columns of both factors as stored are multiplied: scalar products.
template <int Rows, int Cols, typename Scalar>
void tile_of_dots(const Product<Scalar>& p, Index row, Index col) {
    constexpr int pack = 4;
    const Scalar* a = p.a.data + row * p.a.stride;
    const Scalar* b = p.b.data + col * p.b.stride;
    Pack<Scalar, pack> sums[Rows * Cols];
    for (int k = 0; k < Rows * Cols; ++k) sums[k].setZero();
    Index j = 0;
    for (; j + pack <= p.inner; j += pack) {
        for (int k = 0; k < Cols; ++k) {
            const Pack<Scalar, pack> right = at<Scalar, pack>(b + j + k * p.b.stride);
            for (int i = 0; i < Rows; ++i) {
                sums[i + k * Rows] += at<Scalar, pack>(a + j + i * p.a.stride) * right;
            }
        }
    }
    for (int k = 0; k < Cols; ++k) {
        for (int i = 0; i < Rows; ++i) {
            Scalar sum = sums[i + k * Rows].sum();
            for (Index rest = j; rest < p.inner; ++rest) {
                sum += a[rest + i * p.a.stride] * b[rest + k * p.b.stride];
            }
            put(p, sum, p.c[row + i + (col + k) * p.stride]);
        }
    }
}

template <int Cols, typename Scalar>
void strip_of_dots(const Product<Scalar>& p, Index col) {
    Index row = 0;
    for (; row + 2 <= p.rows; row += 2) tile_of_dots<2, Cols>(p, row, col);
    if (row < p.rows) tile_of_dots<1, Cols>(p, row, col);
}

/// The same product in the form whose packs are filled: a row as stored is a column too.
template <typename Scalar>
Product<Scalar> reshaped(Product<Scalar> p) {
    if (p.inner == 1 && p.a.transposed && p.a.stride == 1) p.a = {p.a.data, p.rows, false};
    if (p.rows > 1 || p.stride > 1 || p.a.transposed || p.a.stride > 1) return p;
    std::swap(p.rows, p.cols);  // C^T = B^T A^T
    std::swap(p.a, p.b);
    p.a.transposed = !p.a.transposed;
    p.b.stride = p.inner;
    p.stride = p.rows;
    return p;
}

template <typename Scalar>
void small_gemm(const Product<Scalar>& p) {
    Index col = 0;
    if (p.a.transposed) {
        for (; col + 2 <= p.cols; col += 2) strip_of_dots<2>(p, col);
        if (col < p.cols) strip_of_dots<1>(p, col);
    } else {
        for (; col + 2 <= p.cols; col += 2) strip_of_columns<2>(p, col);
        if (col < p.cols) strip_of_columns<1>(p, col);
    }
}

CBLAS_TRANSPOSE flag(bool transposed) { return transposed ? CblasTrans : CblasNoTrans; }

void blas_gemm(const Product<double>& p) {
    cblas_dgemm(CblasColMajor, flag(p.a.transposed), flag(p.b.transposed), static_cast<int>(p.rows),
                static_cast<int>(p.cols), static_cast<int>(p.inner), p.scale, p.a.data,
                static_cast<int>(p.a.stride), p.b.data, static_cast<int>(p.b.stride), p.keep, p.c,
                static_cast<int>(p.stride));
}

void blas_gemm(const Product<float>& p) {
    cblas_sgemm(CblasColMajor, flag(p.a.transposed), flag(p.b.transposed), static_cast<int>(p.rows),
                static_cast<int>(p.cols), static_cast<int>(p.inner), p.scale, p.a.data,
                static_cast<int>(p.a.stride), p.b.data, static_cast<int>(p.b.stride), p.keep, p.c,
                static_cast<int>(p.stride));
}

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

template <typename Scalar>
void large_gemm(const Product<Scalar>& p, int threads) {
    const SingleThreadedBlas guard;
    const bool by_rows = p.rows >= p.cols;
    const Index extent = by_rows ? p.rows : p.cols;
    const Index work = p.rows * p.cols * p.inner / lane_product;
    const Index lanes = std::min(std::clamp<Index>(work, 1, most_lanes), extent);
    if (lanes == 1) return blas_gemm(p);
    run_lanes(static_cast<int>(lanes), threads, [&](int lane) {
        blas_gemm(part(p, by_rows, extent * lane / lanes, extent * (lane + 1) / lanes));
    });
}

}  // namespace

template <typename Scalar>
void gemm(Index rows, Index cols, Index inner, Scalar scale, const GemmFactor<Scalar>& a,
          const GemmFactor<Scalar>& b, Scalar keep, Scalar* c, Index stride, int threads) {
    const Product<Scalar> product{rows, cols, inner, scale, keep, a, b, c, stride};
    const bool small = rows * cols * inner <= small_product && !(a.transposed && b.transposed);
    if (small) {
        small_gemm(reshaped(product));
    } else {
        large_gemm(product, threads);
    }
}

template void gemm(Index, Index, Index, float, const GemmFactor<float>&, const GemmFactor<float>&,
                   float, float*, Index, int);
template void gemm(Index, Index, Index, double, const GemmFactor<double>&,
                   const GemmFactor<double>&, double, double*, Index, int);

}  // namespace regimes
