// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/symmetric_eigen.hpp"

#include <Eigen/Eigenvalues>

#include "regimes/numerics/blas.hpp"
#include "regimes/numerics/blas_threads.hpp"

namespace regimes {

SymmetricEigen symmetric_eigen(Matrix a) {
    const SingleThreadedBlas guard;
    SymmetricEigen result;
    result.vectors = a;
    if (blas::syevd(result.vectors, result.values)) return result;
    const Eigen::SelfAdjointEigenSolver<Matrix> slow(a);
    return {slow.eigenvalues(), slow.eigenvectors()};
}

}  // namespace regimes
