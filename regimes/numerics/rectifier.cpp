// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/rectifier.hpp"

namespace regimes {

template <typename Scalar>
void rectify(Scalar* z, Index size, VectorUnit unit) {
    in_vectors(
        unit, [=](auto) __attribute__((always_inline)) {
            for (Index i = 0; i < size; ++i) z[i] = z[i] < 0 ? Scalar{0} : z[i];
        });
}

template <typename Scalar>
void mask_off(const Scalar* units, Scalar* delta, Index size, VectorUnit unit) {
    in_vectors(
        unit, [=](auto) __attribute__((always_inline)) {
            for (Index i = 0; i < size; ++i) delta[i] = units[i] > 0 ? delta[i] : Scalar{0};
        });
}

template void rectify(float*, Index, VectorUnit);
template void rectify(double*, Index, VectorUnit);
template void mask_off(const float*, float*, Index, VectorUnit);
template void mask_off(const double*, double*, Index, VectorUnit);

}  // namespace regimes
