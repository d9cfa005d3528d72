// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/svd.hpp"

#include <Eigen/SVD>

#include "regimes/numerics/blas.hpp"

namespace regimes {

Svd svd(Matrix a) {
    Svd result;
    const Matrix kept = a;
    if (blas::gesdd(a, &result.u, result.s, &result.vt)) return result;
    const Eigen::JacobiSVD<Matrix> slow(kept, Eigen::ComputeThinU | Eigen::ComputeThinV);
    return {slow.matrixU(), slow.singularValues(), slow.matrixV().transpose()};
}

Vector singular_values(Matrix a) {
    Vector values;
    const Matrix kept = a;
    if (blas::gesdd(a, nullptr, values, nullptr)) return values;
    return Eigen::JacobiSVD<Matrix>(kept).singularValues();
}

}  // namespace regimes
