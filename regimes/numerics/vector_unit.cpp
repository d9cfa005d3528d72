// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/vector_unit.hpp"

namespace regimes {

std::vector<VectorUnit> supported_vector_units() {
    std::vector<VectorUnit> units = {VectorUnit::baseline};
#ifdef __x86_64__
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return units;
    units.push_back(VectorUnit::avx2);
    const bool wider = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                       __builtin_cpu_supports("avx512dq");
    if (wider) units.push_back(VectorUnit::avx512);
#endif
    return units;
}

VectorUnit widest_vector_unit() {
    static const VectorUnit widest = supported_vector_units().back();
    return widest;
}

}  // namespace regimes
