// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/symmetric_eigen.hpp"

#include <Eigen/Eigenvalues>
#include <vector>

#include "regimes/numerics/blas_threads.hpp"

extern "C" void dsyevd_(const char* job, const char* triangle, const int* n, double* a,
                        const int* lda, double* w, double* work, const int* lwork, int* iwork,
                        const int* liwork, int* info);

namespace regimes {

namespace {

/// Puts the vectors into a; false if the iteration did not converge.
bool decompose(Matrix& a, Vector& values) {
    const int n = static_cast<int>(a.rows());
    values.resize(n);
    const int query = -1;
    double best = 0.0;
    int best_integers = 0;
    int info = 0;
    dsyevd_("V", "L", &n, a.data(), &n, values.data(), &best, &query, &best_integers, &query,
            &info);
    const int size = static_cast<int>(best);
    std::vector<double> work(static_cast<std::size_t>(size));
    std::vector<int> integers(static_cast<std::size_t>(best_integers));
    dsyevd_("V", "L", &n, a.data(), &n, values.data(), work.data(), &size, integers.data(),
            &best_integers, &info);
    return info == 0;
}

}  // namespace

SymmetricEigen symmetric_eigen(Matrix a) {
    const SingleThreadedBlas guard;
    SymmetricEigen result;
    result.vectors = a;
    if (decompose(result.vectors, result.values)) return result;
    const Eigen::SelfAdjointEigenSolver<Matrix> slow(a);
    return {slow.eigenvalues(), slow.eigenvectors()};
}

}  // namespace regimes
