// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/blas_kernels.hpp"

#include <algorithm>
#include <array>
#include <string_view>

// Weak, because another BLAS does not have it.
extern "C" {
char* openblas_get_corename() __attribute__((weak));
}

namespace regimes {

namespace {

// What OpenBLAS falls back to on x86-64, and its neighbours; others are chosen on purpose.
constexpr std::array<std::string_view, 5> before_avx = {"Prescott", "Core2", "Penryn", "Dunnington",
                                                        "Nehalem"};

}  // namespace

std::string better_blas_kernels(const std::string& chosen, bool has_avx2, bool has_avx512) {
    if (std::find(before_avx.begin(), before_avx.end(), chosen) == before_avx.end()) return "";
    return has_avx512 ? "SkylakeX" : has_avx2 ? "Haswell" : "";
}

BlasKernels blas_kernels() {
    if (openblas_get_corename == nullptr) return {};
    const std::string chosen = openblas_get_corename();
#ifdef __x86_64__
    const bool has_avx2 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
    const bool has_avx512 =
        has_avx2 && __builtin_cpu_supports("avx512f") != 0 &&
        __builtin_cpu_supports("avx512cd") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
        __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
    return {chosen, better_blas_kernels(chosen, has_avx2, has_avx512)};
#else
    return {chosen, ""};
#endif
}

}  // namespace regimes
