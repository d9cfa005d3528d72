// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/spd_solver.hpp"

#include <cblas.h>

#include <cmath>
#include <limits>

extern "C" void dpotrf_(const char* uplo, const int* n, double* a, const int* lda, int* info);

namespace regimes {

void SpdSolver::factor(const Matrix& h) {
    const int n = static_cast<int>(h.rows());
    scale_ = h.diagonal().unaryExpr([](double v) { return v > 0.0 ? 1.0 / std::sqrt(v) : 1.0; });
    const double rounding = std::numeric_limits<double>::epsilon();
    for (double shift = 4.0 * rounding;; shift *= 16.0) {
        factor_.resize(n, n);
        for (Index j = 0; j < n; ++j) {
            const Index below = n - j;
            factor_.col(j).tail(below) =
                scale_[j] * h.col(j).tail(below).cwiseProduct(scale_.tail(below));
            factor_(j, j) = 1.0 + shift;
        }
        int info = 0;
        dpotrf_("L", &n, factor_.data(), &n, &info);
        if (info == 0 || shift > n) break;  // past n, any finite matrix factors
    }
    smallest_pivot_ =
        h.diagonal().minCoeff() > 0.0 ? factor_.diagonal().array().square().minCoeff() : 0.0;
}

void SpdSolver::solve(VectorRef b) const {
    const int n = static_cast<int>(factor_.rows());
    b.array() *= scale_.array();
    for (const auto transpose : {CblasNoTrans, CblasTrans}) {
        cblas_dtrsv(CblasColMajor, CblasLower, transpose, CblasNonUnit, n, factor_.data(), n,
                    b.data(), 1);
    }
    b.array() *= scale_.array();
}

}  // namespace regimes
