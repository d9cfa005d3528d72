// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/svd.hpp"

#include <Eigen/SVD>
#include <algorithm>
#include <vector>

extern "C" void dgesdd_(const char* job, const int* m, const int* n, double* a, const int* lda,
                        double* s, double* u, const int* ldu, double* vt, const int* ldvt,
                        double* work, const int* lwork, int* iwork, int* info);

namespace regimes {

namespace {

/// Job 'S' (thin) or 'N' (values only); destroys a. False if the iteration did not converge.
bool decompose(char job, Matrix& a, Svd& result) {
    const int m = static_cast<int>(a.rows());
    const int n = static_cast<int>(a.cols());
    const int k = std::min(m, n);
    result.s.resize(k);
    if (job == 'S') {
        result.u.resize(m, k);
        result.vt.resize(k, n);
    }
    std::vector<int> integers(8 * static_cast<std::size_t>(k));
    const int query = -1;
    double best = 0.0;
    int info = 0;
    dgesdd_(&job, &m, &n, a.data(), &m, result.s.data(), result.u.data(), &m, result.vt.data(), &k,
            &best, &query, integers.data(), &info);
    const int size = static_cast<int>(best);
    std::vector<double> work(static_cast<std::size_t>(size));
    dgesdd_(&job, &m, &n, a.data(), &m, result.s.data(), result.u.data(), &m, result.vt.data(), &k,
            work.data(), &size, integers.data(), &info);
    return info == 0;
}

}  // namespace

Svd svd(Matrix a) {
    Svd result;
    const Matrix kept = a;
    if (decompose('S', a, result)) return result;
    const Eigen::JacobiSVD<Matrix> slow(kept, Eigen::ComputeThinU | Eigen::ComputeThinV);
    return {slow.matrixU(), slow.singularValues(), slow.matrixV().transpose()};
}

Vector singular_values(Matrix a) {
    Svd result;
    const Matrix kept = a;
    if (decompose('N', a, result)) return result.s;
    return Eigen::JacobiSVD<Matrix>(kept).singularValues();
}

}  // namespace regimes
