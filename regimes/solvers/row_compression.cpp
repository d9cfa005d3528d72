// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/row_compression.hpp"

#include <climits>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace regimes {

namespace {

/// 2^-exponent; 1 for what is all zeros.
Vector scales_of(const std::vector<int>& exponents) {
    Vector scales(static_cast<Index>(exponents.size()));
    for (Index k = 0; k < scales.size(); ++k) {
        const int exponent = exponents[static_cast<std::size_t>(k)];
        scales[k] = exponent == INT_MIN ? 1.0 : std::ldexp(1.0, -exponent);
    }
    return scales;
}

std::vector<int> exponents_of(const Vector& largest) {
    std::vector<int> exponents(static_cast<std::size_t>(largest.size()));
    std::transform(largest.begin(), largest.end(), exponents.begin(),
                   [](double v) { return v > 0.0 ? std::ilogb(v) : INT_MIN; });
    return exponents;
}

Vector largest_in_rows(const MatrixView& x) {
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
    return largest;
}

/// QR with pivoting of X^T with its rows and columns scaled to entries of order one, or of X where
/// it is tall.
Eigen::ColPivHouseholderQR<Matrix> scaled_qr(const DesignView& x, const std::vector<int>& rows) {
    const Vector row_scales = scales_of(rows);
    const Vector column_scales = scales_of(column_exponents(x, rows));
    const auto entry = [&](Index n, Index i) { return x(n, i) * row_scales[n] * column_scales[i]; };
    Eigen::ColPivHouseholderQR<Matrix> qr(
        x.rows > x.cols
            ? triangular_factor(x.rows, x.cols, entry)
            : triangular_factor(x.cols, x.rows, [&](Index i, Index n) { return entry(n, i); }));
    qr.setThreshold(static_cast<double>(std::max(x.rows, x.cols)) *
                    std::numeric_limits<double>::epsilon());
    return qr;
}

/// [X y] with its rows large to small, or where N > d the triangular factor of that.
Matrix augmented(const DesignView& x, ConstVectorRef y) {
    const std::vector<Index> order = descending(row_exponents(x));
    const auto entry = [&](Index k, Index i) {
        const Index n = order[static_cast<std::size_t>(k)];
        return i < x.cols ? x(n, i) : y[n];
    };
    if (x.rows > x.cols) return triangular_factor(x.rows, x.cols + 1, entry);
    return Matrix::NullaryExpr(x.rows, x.cols + 1, entry);
}

}  // namespace

std::vector<int> row_exponents(const DesignView& x) {
    if (x.sparse == nullptr) return exponents_of(largest_in_rows(x.dense));
    Vector largest = Vector::Zero(x.rows);
    if (x.shift != nullptr) {
        largest = x.shift->left.cwiseAbs() * x.shift->right.lpNorm<Eigen::Infinity>();
    }
    for (Index i = 0; i < x.cols; ++i) {
        x.sparse->for_each(
            i, [&](Index n, double value) { largest[n] = std::max(largest[n], std::fabs(value)); });
    }
    return exponents_of(largest);
}

std::vector<int> column_exponents(const DesignView& x, const std::vector<int>& rows) {
    const Vector scales = scales_of(rows);
    Vector largest = Vector::Zero(x.cols);
    if (x.shift != nullptr) {
        largest = x.shift->right.cwiseAbs() *
                  x.shift->left.cwiseProduct(scales).lpNorm<Eigen::Infinity>();
    }
    for (Index i = 0; i < x.cols; ++i) {
        const auto see = [&](Index n, double value) {
            largest[i] = std::max(largest[i], std::fabs(value) * scales[n]);
        };
        if (x.sparse != nullptr) {
            x.sparse->for_each(i, see);
        } else {
            for (Index n = 0; n < x.rows; ++n) see(n, x.dense(n, i));
        }
    }
    return exponents_of(largest);
}

std::vector<Index> descending(const std::vector<int>& exponents) {
    std::vector<Index> order(exponents.size());
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
        return exponents[static_cast<std::size_t>(a)] > exponents[static_cast<std::size_t>(b)];
    });
    return order;
}

Index numerical_rank(const DesignView& x) { return scaled_qr(x, row_exponents(x)).rank(); }

RowBasis row_basis(const DesignView& x) {
    const std::vector<int> exponents = row_exponents(x);
    const auto qr = scaled_qr(x, exponents);
    const Index rank = std::max<Index>(qr.rank(), 1);
    const Matrix r = qr.matrixR().topRows(rank).triangularView<Eigen::Upper>();
    Matrix shares = r;  // R11^-1 [R11 R12]: what of the basis is in each row
    if (qr.rank() > 0) r.leftCols(rank).triangularView<Eigen::Upper>().solveInPlace(shares);
    RowBasis basis;
    basis.weights.resize(x.rows, rank);
    const auto& order = qr.colsPermutation().indices();
    for (Index k = 0; k < rank; ++k) basis.rows.push_back(order[k]);
    const Vector scales = scales_of(exponents);
    for (Index at = 0; at < x.rows; ++at) {
        for (Index k = 0; k < rank; ++k) {
            const double share = at < rank ? (at == k ? 1.0 : 0.0) : shares(k, at);
            basis.weights(order[at], k) = share * scales[order[k]] / scales[order[at]];
        }
    }
    return basis;
}

CompressedRows compress_rows(const DesignView& x, ConstVectorRef y, Index rank) {
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
