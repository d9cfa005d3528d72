// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/row_compression.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <climits>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace regimes {

namespace {

constexpr Index block_rows = 256;

/// 2^-exponent; 1 for what is all zeros.
Vector scales_of(const std::vector<int>& exponents) {
    Vector scales(static_cast<Index>(exponents.size()));
    for (Index k = 0; k < scales.size(); ++k) {
        const int exponent = exponents[static_cast<std::size_t>(k)];
        scales[k] = exponent == INT_MIN ? 1.0 : std::ldexp(1.0, -exponent);
    }
    return scales;
}

/// R (at most n x n) of the QR factorisation of the m x n matrix with these entries, by blocks of
/// rows: [R; next rows] over and over.
template <typename Entry>
Matrix triangular_factor(Index m, Index n, const Entry& entry) {
    const Index block = std::max(n, block_rows);
    Matrix r(0, n);
    for (Index first = 0; first < m; first += block) {
        const Index count = std::min(block, m - first);
        Matrix stacked(r.rows() + count, n);
        stacked.topRows(r.rows()) = r;
        for (Index j = 0; j < n; ++j) {
            for (Index k = 0; k < count; ++k) stacked(r.rows() + k, j) = entry(first + k, j);
        }
        const Eigen::HouseholderQR<Matrix> qr(stacked);
        r = qr.matrixQR()
                .topRows(std::min(stacked.rows(), n))
                .template triangularView<Eigen::Upper>();
    }
    return r;
}

/// [X y] with its rows large to small, or where N > d the triangular factor of that.
Matrix augmented(const MatrixView& x, ConstVectorRef y) {
    const std::vector<Index> order = descending(row_exponents(x));
    const auto entry = [&](Index k, Index i) {
        const Index n = order[static_cast<std::size_t>(k)];
        return i < x.cols ? x(n, i) : y[n];
    };
    if (x.rows > x.cols) return triangular_factor(x.rows, x.cols + 1, entry);
    return Matrix::NullaryExpr(x.rows, x.cols + 1, entry);
}

}  // namespace

std::vector<int> row_exponents(const MatrixView& x) {
    Vector largest = Vector::Zero(x.rows);
    const bool by_rows = x.order == MatrixView::Order::rows;
    for (Index o = 0; o < (by_rows ? x.rows : x.cols); ++o) {
        const Eigen::Map<const Vector> line(x.data + o * x.stride, by_rows ? x.cols : x.rows);
        if (by_rows) {
            largest[o] = line.cwiseAbs().maxCoeff();
        } else {
            largest = largest.cwiseMax(line.cwiseAbs());
        }
    }
    std::vector<int> exponents(static_cast<std::size_t>(x.rows));
    std::transform(largest.begin(), largest.end(), exponents.begin(),
                   [](double v) { return v > 0.0 ? std::ilogb(v) : INT_MIN; });
    return exponents;
}

std::vector<int> column_exponents(const MatrixView& x, const std::vector<int>& rows) {
    const Vector scales = scales_of(rows);
    std::vector<int> exponents(static_cast<std::size_t>(x.cols));
    for (Index i = 0; i < x.cols; ++i) {
        double largest = 0.0;
        for (Index n = 0; n < x.rows; ++n) {
            largest = std::max(largest, std::fabs(x(n, i)) * scales[n]);
        }
        exponents[static_cast<std::size_t>(i)] = largest > 0.0 ? std::ilogb(largest) : INT_MIN;
    }
    return exponents;
}

std::vector<Index> descending(const std::vector<int>& exponents) {
    std::vector<Index> order(exponents.size());
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
        return exponents[static_cast<std::size_t>(a)] > exponents[static_cast<std::size_t>(b)];
    });
    return order;
}

Index numerical_rank(const MatrixView& x) {
    const std::vector<int> rows = row_exponents(x);
    const Vector row_scales = scales_of(rows);
    const Vector column_scales = scales_of(column_exponents(x, rows));
    const auto entry = [&](Index n, Index i) { return x(n, i) * row_scales[n] * column_scales[i]; };
    const Matrix r =
        x.rows > x.cols
            ? triangular_factor(x.rows, x.cols, entry)
            : triangular_factor(x.cols, x.rows, [&](Index i, Index n) { return entry(n, i); });
    Eigen::ColPivHouseholderQR<Matrix> qr(r);
    qr.setThreshold(static_cast<double>(std::max(x.rows, x.cols)) *
                    std::numeric_limits<double>::epsilon());
    return qr.rank();
}

CompressedRows compress_rows(const MatrixView& x, ConstVectorRef y, Index rank) {
    const Matrix both = augmented(x, y);
    CompressedRows result{both.leftCols(x.cols), both.rightCols(1)};
    // Pivots decide what is dropped, so units must not; where nothing is, large features go first.
    const std::vector<int> even(static_cast<std::size_t>(x.rows), 0);
    const Vector scales = rank < std::min(x.rows, x.cols) ? scales_of(column_exponents(x, even))
                                                          : Vector::Ones(x.cols);
    const Eigen::ColPivHouseholderQR<Matrix> qr(result.x * scales.asDiagonal());
    result.y.applyOnTheLeft(qr.householderQ().adjoint());
    const Matrix r = qr.matrixR().template triangularView<Eigen::Upper>();
    result.x =
        r.topRows(rank) * qr.colsPermutation().transpose() * scales.cwiseInverse().asDiagonal();
    result.floor = result.y.tail(result.y.size() - rank).stableNorm();
    result.y.conservativeResize(rank);
    return result;
}

}  // namespace regimes
