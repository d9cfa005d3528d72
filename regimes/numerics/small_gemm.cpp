// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/small_gemm.hpp"

#include <algorithm>
#include <utility>

#include "regimes/numerics/pack.hpp"

namespace regimes {

namespace {

/// Packs of rows of a column c of C. All are read before one is written, and the last is written
/// first, since the one before may reach into it. With keep = 0 what both hold is the same.
template <int Size, int Packs, typename Scalar>
REGIMES_INLINE void put(const Product<Scalar>& p, Pack<Scalar, Size>* sum,
                        const Places<Scalar, Size>& fresh, Index row, Index last, Scalar* c) {
    const auto place = [=](int i) { return c + (i + 1 < Packs ? row + i * Size : last); };
    for (int i = 0; i < Packs; ++i) sum[i] = p.scale * sum[i];
    if (p.keep != Scalar{0}) {
        Pack<Scalar, Size> old;
        for (int i = 0; i < Packs; ++i) {
            load(place(i), old);
            sum[i] += p.keep * old;
        }
        if constexpr (Size > 1) sum[Packs - 1] = fresh ? sum[Packs - 1] : old;
    }
    for (int i = Packs - 1; i >= 0; --i) store(sum[i], place(i));
}

/// A tile of C where A is stored as it is: packs of rows, one column of A after the other. The last
/// pack starts at row `last`, where the one before may reach into it; `fresh` are its own places.
template <int Size, int Packs, int Cols, typename Scalar>
REGIMES_INLINE void tile_of_columns(const Product<Scalar>& p, const Places<Scalar, Size>& fresh,
                                    Index row, Index last, Index col) {
    const Index down = p.b.transposed ? p.b.stride : 1;
    const Index across = p.b.transposed ? 1 : p.b.stride;
    const Index end = last - row;
    const Scalar* a = p.a.data + row;
    const Scalar* b = p.b.data + col * across;
    Pack<Scalar, Size> sum[Packs * Cols] = {};
    for (Index j = 0; j < p.inner; ++j, a += p.a.stride, b += down) {
        Pack<Scalar, Size> column[Packs];
        for (int i = 0; i + 1 < Packs; ++i) load(a + i * Size, column[i]);
        load(a + end, column[Packs - 1]);
        for (int k = 0; k < Cols; ++k) {
            for (int i = 0; i < Packs; ++i) sum[i + k * Packs] += b[k * across] * column[i];
        }
    }
    for (int k = 0; k < Cols; ++k) {
        put<Size, Packs>(p, &sum[k * Packs], fresh, row, last, p.c + (col + k) * p.stride);
    }
}

/// Rows in up to `Most` packs at a time; they are at least one pack.
template <int Size, int Most, int Cols, typename Scalar>
REGIMES_INLINE void strip_of_columns(const Product<Scalar>& p, const Places<Scalar, Size>& fresh,
                                     Index col) {
    Index row = 0;
    Places<Scalar, Size> all;
    mark_last<Scalar, Size>(Size, all);
    for (; p.rows - row > Most * Size; row += Most * Size) {
        tile_of_columns<Size, Most, Cols>(p, all, row, row + (Most - 1) * Size, col);
    }
    const Index packs = (p.rows - row + Size - 1) / Size;
    const Index last = p.rows - Size;
    if constexpr (Most > 3) {
        if (packs == 4) return tile_of_columns<Size, 4, Cols>(p, fresh, row, last, col);
    }
    if (packs == 3) return tile_of_columns<Size, 3, Cols>(p, fresh, row, last, col);
    if (packs == 2) return tile_of_columns<Size, 2, Cols>(p, fresh, row, last, col);
    tile_of_columns<Size, 1, Cols>(p, fresh, row, last, col);
}

template <int Size, int Most, typename Scalar>
REGIMES_INLINE void columns(const Product<Scalar>& p) {
    if constexpr (Size > 4) {
        if (p.rows < Size) return columns<4, Most>(p);
    } else if constexpr (Size > 1) {
        if (p.rows < Size) return columns<1, Most>(p);
    }
    Places<Scalar, Size> fresh;
    mark_last<Scalar, Size>((p.rows - 1) % Size + 1, fresh);
    Index col = 0;
    for (; col + 4 <= p.cols; col += 4) strip_of_columns<Size, Most, 4>(p, fresh, col);
    for (; col + 2 <= p.cols; col += 2) strip_of_columns<Size, Most, 2>(p, fresh, col);
    if (col < p.cols) strip_of_columns<Size, Most, 1>(p, fresh, col);
}

template <typename Scalar>
REGIMES_INLINE void put(const Product<Scalar>& p, Scalar sum, Scalar& c) {
    c = p.keep == Scalar{0} ? p.scale * sum : p.scale * sum + p.keep * c;
}

/// A tile of C where the columns of both factors as stored are multiplied: scalar products. In the
/// last pack of a column, places before `fresh` have been in the pack before.
template <int Size, int Rows, int Cols, typename Scalar>
REGIMES_INLINE void tile_of_dots(const Product<Scalar>& p, const Places<Scalar, Size>& fresh,
                                 Index row, Index col) {
    const Scalar* a = p.a.data + row * p.a.stride;
    const Scalar* b = p.b.data + col * p.b.stride;
    Pack<Scalar, Size> sums[Rows * Cols] = {};
    Pack<Scalar, Size> left[Rows];
    Pack<Scalar, Size> right;
    Index j = 0;
    for (; j + Size <= p.inner; j += Size) {
        for (int i = 0; i < Rows; ++i) load(a + j + i * p.a.stride, left[i]);
        for (int k = 0; k < Cols; ++k) {
            load(b + j + k * p.b.stride, right);
            for (int i = 0; i < Rows; ++i) sums[i + k * Rows] += left[i] * right;
        }
    }
    if constexpr (Size > 1) {
        if (j < p.inner) {
            const Pack<Scalar, Size> none = {};
            j = p.inner - Size;
            for (int i = 0; i < Rows; ++i) {
                load(a + j + i * p.a.stride, left[i]);
                left[i] = fresh ? left[i] : none;
            }
            for (int k = 0; k < Cols; ++k) {
                load(b + j + k * p.b.stride, right);
                right = fresh ? right : none;
                for (int i = 0; i < Rows; ++i) sums[i + k * Rows] += left[i] * right;
            }
        }
    }
    for (int k = 0; k < Cols; ++k) {
        Scalar* c = p.c + row + (col + k) * p.stride;
        for (int i = 0; i < Rows; i += 2) {
            Scalar pair[2];
            sums_of<Scalar, Size>(sums[i + k * Rows], sums[std::min(i + 1, Rows - 1) + k * Rows],
                                  pair, std::make_integer_sequence<int, Size>());
            put(p, pair[0], c[i]);
            if (i + 1 < Rows) put(p, pair[1], c[i + 1]);
        }
    }
}

template <int Size, int Cols, typename Scalar>
REGIMES_INLINE void strip_of_dots(const Product<Scalar>& p, const Places<Scalar, Size>& fresh,
                                  Index col) {
    Index row = 0;
    for (; row + 4 <= p.rows; row += 4) tile_of_dots<Size, 4, Cols>(p, fresh, row, col);
    for (; row < p.rows; ++row) tile_of_dots<Size, 1, Cols>(p, fresh, row, col);
}

template <int Size, typename Scalar>
REGIMES_INLINE void dots(const Product<Scalar>& p) {
    if constexpr (Size > 4) {
        if (p.inner < Size) return dots<4>(p);
    } else if constexpr (Size > 1) {
        if (p.inner < Size) return dots<1>(p);
    }
    Places<Scalar, Size> fresh;
    mark_last<Scalar, Size>(p.inner % Size, fresh);
    Index col = 0;
    for (; col + 2 <= p.cols; col += 2) strip_of_dots<Size, 2>(p, fresh, col);
    if (col < p.cols) strip_of_dots<Size, 1>(p, fresh, col);
}

/// rows x inner with columns `to_stride` apart, from its transpose. Tiles that would stick out
/// overlap others.
template <typename Scalar>
REGIMES_INLINE void transpose(const Scalar* a, Index stride, Index rows, Index inner, Scalar* to,
                              Index to_stride) {
    if (rows < 4 || inner < 4) {
        for (Index i = 0; i < rows; ++i) {
            for (Index j = 0; j < inner; ++j) to[i + j * to_stride] = a[j + i * stride];
        }
        return;
    }
    for (Index i = 0; i < rows; i += 4) {
        i = std::min(i, rows - 4);
        for (Index j = 0; j < inner; j += 4) {
            j = std::min(j, inner - 4);
            transpose_tile(a + j + i * stride, stride, to + i + j * to_stride, to_stride);
        }
    }
}

constexpr Index panel = 64;  // rows of a transposed A, and columns

/// Where A is stored transposed: scalar products where there are few columns or long ones, else
/// some rows at a time, turned over.
template <int Size, int Most, typename Scalar>
REGIMES_INLINE void multiply(const Product<Scalar>& p) {
    const bool transposed = p.a.transposed;
    if (transposed && (p.cols <= 2 || p.inner > panel)) return dots<Size>(p);
    alignas(64) Scalar turned[panel * panel];
    Product<Scalar> part = p;
    const Index most = transposed ? panel : p.rows;
    for (Index row = 0; row < p.rows; row += most) {
        if (transposed) {
            part.rows = std::min(most, p.rows - row);
            part.c = p.c + row;
            const Index stride = (part.rows + Size - 1) / Size * Size;
            transpose(p.a.data + row * p.a.stride, p.a.stride, part.rows, p.inner, turned, stride);
            part.a = {turned, stride, false};
        }
        columns<Size, Most>(part);
    }
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

}  // namespace

template <typename Scalar>
void small_gemm(const Product<Scalar>& product, VectorUnit unit) {
    const Product<Scalar> p = reshaped(product);
    in_vectors(
        unit, [&](auto bytes) __attribute__((always_inline)) {
            constexpr int size = decltype(bytes)::value / sizeof(Scalar);
            multiply<size, decltype(bytes)::value == 64 ? 4 : 3>(p);  // registers for 4 x that many
        });
}

template void small_gemm(const Product<float>&, VectorUnit);
template void small_gemm(const Product<double>&, VectorUnit);

}  // namespace regimes
