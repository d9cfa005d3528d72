// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/spd_solver.hpp"

#include <cmath>
#include <limits>

#include "regimes/numerics/blas.hpp"

namespace regimes {

void SpdSolver::factor(const Matrix& h) {
    const Index n = h.rows();
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
        // Past n, any finite matrix factors.
        if (blas::potrf(factor_) || shift > static_cast<double>(n)) break;
    }
    smallest_pivot_ =
        h.diagonal().minCoeff() > 0.0 ? factor_.diagonal().array().square().minCoeff() : 0.0;
}

void SpdSolver::solve(VectorRef b) const {
    b.array() *= scale_.array();
    for (const bool transposed : {false, true}) blas::trsv(factor_, transposed, b.data());
    b.array() *= scale_.array();
}

}  // namespace regimes
