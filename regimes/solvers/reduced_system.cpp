// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/reduced_system.hpp"

#include <fmt/format.h>

#include <Eigen/QR>
#include <algorithm>
#include <climits>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "regimes/numerics/dense_product.hpp"
#include "regimes/solvers/row_compression.hpp"

namespace regimes {

namespace {

// Below this smallest pivot of the scaled Gram matrix, X X^T has lost half of the digits.
constexpr double doubtful_pivot = 1e-8;
constexpr int even_rows = 7;  // powers of two between the largest entries of two rows

void check_shapes(const MatrixView& x, ConstVectorRef y) {
    if (x.rows < 1 || x.cols < 1) {
        throw std::invalid_argument(
            fmt::format("x: {} x {} given, at least 1 x 1 expected", x.rows, x.cols));
    }
    if (y.size() != x.rows) {
        throw std::invalid_argument(fmt::format(
            "y: {} entries given, one for each of the {} rows of x expected", y.size(), x.rows));
    }
}

void check_finite(const MatrixView& x, ConstVectorRef y) {
    for (Index n = 0; n < y.size(); ++n) {
        if (std::isfinite(y[n])) continue;
        throw std::invalid_argument(
            fmt::format("y: entry {} is {}, a finite number expected", n, y[n]));
    }
    const bool by_rows = x.order == MatrixView::Order::rows;
    const Index outer = by_rows ? x.rows : x.cols;
    const Index inner = by_rows ? x.cols : x.rows;
    for (Index o = 0; o < outer; ++o) {
        const Eigen::Map<const Vector> line(x.data + o * x.stride, inner);
        if (line.allFinite()) continue;
        for (Index k = 0; k < inner; ++k) {
            if (std::isfinite(line[k])) continue;
            throw std::invalid_argument(
                fmt::format("x: row {}, column {} is {}, a finite number expected", by_rows ? o : k,
                            by_rows ? k : o, line[k]));
        }
    }
}

}  // namespace

ReducedSystem::ReducedSystem(const MatrixView& x, ConstVectorRef y, int threads)
    : threads_(threads), given_x_(x) {
    check_shapes(x, y);
    check_finite(x, y);
    given_y_ = y;
    const bool rows_are_even = normalise();
    x_ = equations_ = given_x_;
    y_ = right_ = given_y_;
    if (x.rows <= x.cols && rows_are_even) {
        factor_gram();
        if (gram_.smallest_pivot() > doubtful_pivot) return;
    }
    const Index rank = numerical_rank(given_x_);
    if (rank < x.rows) compress(rank);
    if (rank > 0) eliminate();
    factor_gram();
}

/// Squares of what lies between these exponents neither overflow nor vanish. Returns whether all
/// rows are of about the same size.
bool ReducedSystem::normalise() {
    constexpr int harmless = 200;
    const std::vector<int> rows = row_exponents(given_x_);
    const auto [least, most] = std::minmax_element(rows.begin(), rows.end());
    const int x_exponent = *most;
    if (x_exponent != INT_MIN && std::abs(x_exponent) > harmless) {
        x_exponent_ = x_exponent;
        const auto entry = [&](Index n, Index i) {
            return std::ldexp(given_x_(n, i), -x_exponent_);
        };
        scaled_x_ = Matrix::NullaryExpr(given_x_.rows, given_x_.cols, entry);
        given_x_ = scaled_x_;
    }
    const double largest = given_y_.lpNorm<Eigen::Infinity>();
    if (largest > 0.0 && std::abs(std::ilogb(largest)) > harmless) {
        y_exponent_ = std::ilogb(largest);
        for (double& entry : given_y_) entry = std::ldexp(entry, -y_exponent_);
    }
    return *least != INT_MIN && *most - *least <= even_rows;
}

void ReducedSystem::factor_gram() {
    squared_norms_ = squared_column_norms(x_);
    std::vector<Index> columns(static_cast<std::size_t>(x_.cols));
    std::iota(columns.begin(), columns.end(), Index{0});
    Matrix h;
    WeightedGram().compute(x_, columns, std::vector<double>(columns.size(), 1.0), h, threads_);
    gram_.factor(h);
}

void ReducedSystem::compress(Index rank) {
    CompressedRows rows = compress_rows(given_x_, given_y_, std::max<Index>(rank, 1));
    compressed_ = std::move(rows.x);
    y_ = right_ = rank > 0 ? std::move(rows.y) : Vector::Zero(1);
    x_ = equations_ = compressed_;
    const double size = given_y_.norm();
    floor_ = size > 0.0 ? (rank > 0 ? rows.floor / size : 1.0) : 0.0;
}

void ReducedSystem::eliminate() {
    const std::vector<int> rows = row_exponents(equations_);
    row_scales_.resize(equations_.rows);
    for (Index n = 0; n < row_scales_.size(); ++n) {
        row_scales_[n] = std::ldexp(1.0, -rows[static_cast<std::size_t>(n)]);
    }
    const std::vector<Index> order = descending(column_exponents(equations_, rows));
    const auto entry = [&](Index k, Index n) {
        return equations_(n, order[static_cast<std::size_t>(k)]) * row_scales_[n];
    };
    const Eigen::ColPivHouseholderQR<Matrix> qr(
        Matrix::NullaryExpr(equations_.cols, equations_.rows, entry));
    const Index rank = equations_.rows;
    const Matrix r = qr.matrixR().topRows(rank).triangularView<Eigen::Upper>();
    diagonal_ = r.diagonal();
    factor_ = (diagonal_.cwiseInverse().asDiagonal() * r).transpose();
    pivots_.resize(static_cast<std::size_t>(rank));
    for (Index k = 0; k < rank; ++k) {
        pivots_[static_cast<std::size_t>(k)] = qr.colsPermutation().indices()[k];
    }
    const Matrix q = qr.householderQ() * Matrix::Identity(equations_.cols, rank);
    eliminated_.resize(rank, equations_.cols);
    for (Index k = 0; k < equations_.cols; ++k) {
        eliminated_.col(order[static_cast<std::size_t>(k)]) =
            diagonal_.cwiseProduct(q.row(k).transpose());
    }
    x_ = eliminated_;
    y_ = transformed(right_);
    squared_terms_.resize(equations_.cols);
    for (Index i = 0; i < equations_.cols; ++i) {
        double sum = 0.0;
        for (Index n = 0; n < rank; ++n) {
            const double term = row_scales_[n] * equations_(n, i);
            sum += term * term;
        }
        squared_terms_[i] = sum;
    }
}

/// L^-1 of equations of C, rows scaled and in the order of the pivots.
Vector ReducedSystem::transformed(Vector equations) const {
    if (pivots_.empty()) return equations;
    Vector result(equations.size());
    for (Index k = 0; k < result.size(); ++k) {
        const Index n = pivots_[static_cast<std::size_t>(k)];
        result[k] = row_scales_[n] * equations[n];
    }
    factor_.triangularView<Eigen::UnitLower>().solveInPlace(result);
    return result;
}

void ReducedSystem::residual(ConstVectorRef beta, double scale, VectorRef out) const {
    multiply(equations_, beta, out, threads_);
    out = scale * right_ - out;
    if (!pivots_.empty()) out = transformed(out);
}

double ReducedSystem::rounding(ConstVectorRef beta) const {
    const Vector& squares = is_eliminated() ? squared_terms_ : squared_norms_;
    const double terms = std::sqrt((beta.array().square() * squares.array()).sum());
    return 8.0 * std::numeric_limits<double>::epsilon() * terms;
}

double ReducedSystem::training_residual(ConstVectorRef beta) const {
    Vector fitted(given_x_.rows);
    multiply(given_x_, beta, fitted, threads_);
    const double size = given_y_.norm();
    return (given_y_ - fitted).norm() / (size > 0.0 ? size : 1.0);
}

Vector ReducedSystem::full_dual(const Vector& nu) const {
    Vector dual = nu;
    if (!pivots_.empty()) {
        Vector steps = nu;
        factor_.transpose().triangularView<Eigen::UnitUpper>().solveInPlace(steps);
        for (Index k = 0; k < steps.size(); ++k) {
            const Index n = pivots_[static_cast<std::size_t>(k)];
            dual[n] = row_scales_[n] * steps[k];
        }
    }
    if (compressed_.size() > 0) {  // Q nu with X = Q C, and Q = X C^+
        if (pivots_.empty()) return Vector::Zero(given_x_.rows);
        const Vector inner = transformed(dual).cwiseQuotient(diagonal_.cwiseAbs2());
        Vector direction(x_.cols);
        multiply_transposed(x_, inner, direction, threads_);
        dual.resize(given_x_.rows);
        multiply(given_x_, direction, dual, threads_);
    }
    return x_exponent_ == 0 ? dual : Vector(dual * std::ldexp(1.0, -x_exponent_));
}

}  // namespace regimes
