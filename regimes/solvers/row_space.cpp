// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/row_space.hpp"

#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <limits>

#include "regimes/numerics/dense_product.hpp"

namespace regimes {

namespace {

/// R (at most N x N) with R^T R = X X^T, by Householder QR of [R; next columns of X] over and over.
Matrix triangular_factor(const MatrixView& x) {
    const Index block = std::max<Index>(x.rows, 256);
    Matrix r(0, x.rows);
    for (Index first = 0; first < x.cols; first += block) {
        const Index count = std::min(block, x.cols - first);
        Matrix stacked(r.rows() + count, x.rows);
        stacked.topRows(r.rows()) = r;
        for (Index k = 0; k < count; ++k) {
            for (Index n = 0; n < x.rows; ++n) stacked(r.rows() + k, n) = x(n, first + k);
        }
        const Eigen::HouseholderQR<Matrix> qr(stacked);
        const Index height = std::min(stacked.rows(), x.rows);
        r = qr.matrixQR().topRows(height).triangularView<Eigen::Upper>();
    }
    return r;
}

}  // namespace

RowSpace::RowSpace(const MatrixView& x) {
    const Matrix r = triangular_factor(x);
    const Eigen::JacobiSVD<Matrix> svd(r, Eigen::ComputeThinU | Eigen::ComputeThinV);
    const Vector& sigma = svd.singularValues();
    const double floor = static_cast<double>(std::max(x.rows, x.cols)) *
                         std::numeric_limits<double>::epsilon() * sigma[0];
    const Index rank = (sigma.array() > floor).count();
    singular_values_ = sigma.head(rank);
    basis_ = svd.matrixV().leftCols(rank);
}

Vector RowSpace::least_squares(const MatrixView& x, ConstVectorRef y) const {
    constexpr int refinements = 3;
    Vector beta = Vector::Zero(x.cols);
    Vector change(x.cols), residual = y, fitted(x.rows);
    double least = residual.norm();
    for (int round = 0; round <= refinements && rank() > 0; ++round) {
        const Vector dual =
            basis_ *
            ((basis_.transpose() * residual).array() / singular_values_.array().square()).matrix();
        multiply_transposed(x, dual, change);
        change += beta;
        multiply(x, change, fitted);
        if (!((y - fitted).norm() < least)) break;
        beta = change;
        residual = y - fitted;
        least = residual.norm();
    }
    return beta;
}

}  // namespace regimes
