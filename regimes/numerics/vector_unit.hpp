// SPDX-License-Identifier: BSD-3-Clause
// One source, compiled for several sets of vector instructions, of which the processor at hand
// takes the widest that it has.
#pragma once

#include <type_traits>
#include <vector>

/// Of what `in_vectors` runs: all of it must be inlined to be compiled for the set in question.
#define REGIMES_INLINE [[gnu::always_inline]] inline

namespace regimes {

/// Sets of instructions, from the least on; baseline is what the build asks for.
enum class VectorUnit { baseline, avx2, avx512 };

/// Those that this processor has, and the widest of them.
std::vector<VectorUnit> supported_vector_units();
VectorUnit widest_vector_unit();

template <int Bytes>
using VectorBytes = std::integral_constant<int, Bytes>;

template <typename Task>
void in_baseline_vectors(const Task& task) {
    task(VectorBytes<16>());
}

#ifdef __x86_64__
template <typename Task>
[[gnu::target("avx2,fma")]] void in_avx2_vectors(const Task& task) {
    task(VectorBytes<32>());
}

template <typename Task>
[[gnu::target("avx2,fma,avx512f,avx512vl,avx512dq")]] void in_avx512_vectors(const Task& task) {
    task(VectorBytes<64>());
}
#endif

/// Calls task(bytes of a vector), compiled for this unit, which the processor must have.
///
/// `task` is a generic lambda with __attribute__((always_inline)). What rounds may round otherwise
/// in another unit, where products are fused with sums.
template <typename Task>
void in_vectors([[maybe_unused]] VectorUnit unit, const Task& task) {
#ifdef __x86_64__
    if (unit == VectorUnit::avx512) return in_avx512_vectors(task);
    if (unit == VectorUnit::avx2) return in_avx2_vectors(task);
#endif
    in_baseline_vectors(task);
}

}  // namespace regimes
