// SPDX-License-Identifier: BSD-3-Clause
// Packs of adjacent numbers, as the vector extensions of GCC and Clang have them: one register or
// more in whatever unit they are compiled for. All operators work on them entry by entry.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "regimes/core/types.hpp"
#include "regimes/numerics/vector_unit.hpp"

namespace regimes {

template <typename Scalar, int Size>
struct PackOf {
    typedef Scalar type  // NOLINT(modernize-use-using): the attribute needs it
        __attribute__((vector_size(Size * sizeof(Scalar))));
};
template <typename Scalar>
struct PackOf<Scalar, 1> {
    using type = Scalar;
};
/// `Size` numbers, a power of two of them.
template <typename Scalar, int Size>
using Pack = typename PackOf<Scalar, Size>::type;

/// Adjacent numbers at any address.
template <typename Numbers>
struct __attribute__((packed, may_alias)) Adjacent {
    Numbers numbers;
};
template <typename Scalar, typename Numbers>
REGIMES_INLINE void load(const Scalar* from, Numbers& to) {
    to = reinterpret_cast<const Adjacent<Numbers>*>(from)->numbers;
}
template <typename Scalar, typename Numbers>
REGIMES_INLINE void store(const Numbers& from, Scalar* to) {
    reinterpret_cast<Adjacent<Numbers>*>(to)->numbers = from;
}

/// One bit mask for each place.
template <typename Scalar, int Size>
using Places = Pack<std::conditional_t<sizeof(Scalar) == 8, std::int64_t, std::int32_t>, Size>;

/// The last `count` places.
template <typename Scalar, int Size>
REGIMES_INLINE void mark_last(Index count, Places<Scalar, Size>& places) {
    if constexpr (Size > 1) {
        for (int i = 0; i < Size; ++i) places[i] = i + count >= Size ? -1 : 0;
    }
}

/// Adds the halves of a pack until the sums of its even and odd places are left.
template <typename Scalar, int Size, int... Low>
REGIMES_INLINE void fold(const Pack<Scalar, Size>& sum, Scalar* out,
                         std::integer_sequence<int, Low...>) {
    if constexpr (Size == 2) {
        out[0] = sum[0];
        out[1] = sum[1];
    } else {
        const Pack<Scalar, Size / 2> half = __builtin_shufflevector(sum, sum, Low...) +
                                            __builtin_shufflevector(sum, sum, (Low + Size / 2)...);
        fold<Scalar, Size / 2>(half, out, std::make_integer_sequence<int, Size / 4>());
    }
}

/// The sums of two packs.
template <typename Scalar, int Size, int... All>
REGIMES_INLINE void sums_of(const Pack<Scalar, Size>& a, const Pack<Scalar, Size>& b, Scalar* out,
                            std::integer_sequence<int, All...>) {
    if constexpr (Size == 1) {
        out[0] = a;
        out[1] = b;
    } else {
        const Pack<Scalar, Size> both =
            __builtin_shufflevector(a, b, (All / 2 * 2 + All % 2 * Size)...) +
            __builtin_shufflevector(a, b, (All / 2 * 2 + All % 2 * Size + 1)...);
        fold<Scalar, Size>(both, out, std::make_integer_sequence<int, Size / 2>());
    }
}

/// 4 x 4 entries of `from` at `to`, turned over; the strides are those between columns.
template <typename Scalar>
REGIMES_INLINE void transpose_tile(const Scalar* from, Index stride, Scalar* to, Index rows) {
    using Four = Pack<Scalar, 4>;
    Four a;
    Four b;
    Four c;
    Four d;
    load(from, a);
    load(from + stride, b);
    load(from + 2 * stride, c);
    load(from + 3 * stride, d);
    const Four ab = __builtin_shufflevector(a, b, 0, 4, 2, 6);
    const Four cd = __builtin_shufflevector(c, d, 0, 4, 2, 6);
    const Four ab_next = __builtin_shufflevector(a, b, 1, 5, 3, 7);
    const Four cd_next = __builtin_shufflevector(c, d, 1, 5, 3, 7);
    store(Four(__builtin_shufflevector(ab, cd, 0, 1, 4, 5)), to);
    store(Four(__builtin_shufflevector(ab_next, cd_next, 0, 1, 4, 5)), to + rows);
    store(Four(__builtin_shufflevector(ab, cd, 2, 3, 6, 7)), to + 2 * rows);
    store(Four(__builtin_shufflevector(ab_next, cd_next, 2, 3, 6, 7)), to + 3 * rows);
}

}  // namespace regimes
