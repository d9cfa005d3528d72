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

#include "regimes/numerics/design_product.hpp"
#include "regimes/solvers/row_compression.hpp"

namespace regimes {

namespace {

// Below this smallest pivot of the scaled Gram matrix, X X^T has lost half of the digits.
constexpr double doubtful_pivot = 1e-8;
constexpr int even_rows = 7;  // powers of two between the largest entries of two rows

void check_shapes(const DesignView& x, ConstVectorRef y) {
    if (x.rows < 1 || x.cols < 1) {
        throw std::invalid_argument(
            fmt::format("x: {} x {} given, at least 1 x 1 expected", x.rows, x.cols));
    }
    if (y.size() != x.rows) {
        throw std::invalid_argument(fmt::format(
            "y: {} entries given, one for each of the {} rows of x expected", y.size(), x.rows));
    }
}

void check_entry(double entry, Index row, Index column) {
    if (std::isfinite(entry)) return;
    throw std::invalid_argument(
        fmt::format("x: row {}, column {} is {}, a finite number expected", row, column, entry));
}

void check_finite(const DesignView& x, ConstVectorRef y) {
    for (Index n = 0; n < y.size(); ++n) {
        if (std::isfinite(y[n])) continue;
        throw std::invalid_argument(
            fmt::format("y: entry {} is {}, a finite number expected", n, y[n]));
    }
    if (x.sparse != nullptr) {
        for (Index i = 0; i < x.cols; ++i) {
            x.sparse->for_each(i, [i](Index n, double value) { check_entry(value, n, i); });
        }
        return;
    }
    const MatrixView& dense = x.dense;
    const bool by_rows = dense.order == MatrixView::Order::rows;
    const Index inner = by_rows ? dense.cols : dense.rows;
    for (Index o = 0; o < (by_rows ? dense.rows : dense.cols); ++o) {
        const Eigen::Map<const Vector> line(dense.data + o * dense.stride, inner);
        if (line.allFinite()) continue;
        for (Index k = 0; k < inner; ++k) check_entry(line[k], by_rows ? o : k, by_rows ? k : o);
    }
}

}  // namespace

ReducedSystem::ReducedSystem(const DesignView& x, ConstVectorRef y, int threads)
    : threads_(threads), given_x_(x) {
    check_shapes(x, y);
    check_finite(x, y);
    given_y_ = y;
    const bool rows_are_even = normalise();
    x_ = equations_ = independent_ = given_x_;
    y_ = right_ = independent_y_ = given_y_;
    const auto is_well_posed = [this] {
        factor_gram();
        return gram_.smallest_pivot() > doubtful_pivot;
    };
    if (x.rows <= x.cols && rows_are_even && is_well_posed()) return;
    if (is_wide_and_sparse()) {
        choose_rows();
        if (is_well_posed()) return;
    } else {
        compress();
    }
    eliminate();
    factor_gram();
}

bool ReducedSystem::is_wide_and_sparse() const {
    return given_x_.sparse != nullptr && given_x_.rows <= given_x_.cols;
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
        scale_given();
    }
    const double largest = given_y_.lpNorm<Eigen::Infinity>();
    if (largest > 0.0 && std::abs(std::ilogb(largest)) > harmless) {
        y_exponent_ = std::ilogb(largest);
        for (double& entry : given_y_) entry = std::ldexp(entry, -y_exponent_);
    }
    return *least != INT_MIN && *most - *least <= even_rows;
}

void ReducedSystem::scale_given() {
    const auto scaled = [this](double entry) { return std::ldexp(entry, -x_exponent_); };
    if (given_x_.sparse == nullptr) {
        const auto entry = [&](Index n, Index i) { return scaled(given_x_(n, i)); };
        scaled_x_ = Matrix::NullaryExpr(given_x_.rows, given_x_.cols, entry);
        given_x_ = scaled_x_;
        return;
    }
    scaled_sparse_ = *given_x_.sparse;
    for (double& value : scaled_sparse_.values) value = scaled(value);
    const RankOne* shift = given_x_.shift;
    if (shift != nullptr) scaled_shift_ = {shift->left, shift->right.unaryExpr(scaled)};
    given_x_ = DesignView(scaled_sparse_, shift == nullptr ? nullptr : &scaled_shift_);
}

void ReducedSystem::factor_gram() {
    squared_norms_ = squared_column_norms(x_);
    std::vector<Index> columns(static_cast<std::size_t>(x_.cols));
    std::iota(columns.begin(), columns.end(), Index{0});
    Matrix h;
    WeightedGram().compute(x_, columns, std::vector<double>(columns.size(), 1.0), h, threads_);
    gram_.factor(h);
}

void ReducedSystem::compress() {
    const Index rank = numerical_rank(given_x_);
    if (rank == given_x_.rows) return;
    CompressedRows rows = compress_rows(given_x_, given_y_, std::max<Index>(rank, 1));
    compressed_ = std::move(rows.x);
    y_ = right_ = independent_y_ = rank > 0 ? std::move(rows.y) : Vector::Zero(1);
    x_ = equations_ = independent_ = compressed_;
    const double size = given_y_.norm();
    floor_ = size > 0.0 ? (rank > 0 ? rows.floor / size : 1.0) : 0.0;
}

/// With X = W X_J, what fits best has X_J beta = W^+ y.
void ReducedSystem::choose_rows() {
    RowBasis basis = row_basis(given_x_);
    rows_ = std::move(basis.rows);
    const std::vector<int> exponents = row_exponents(given_x_);
    row_factors_.resize(static_cast<Index>(rows_.size()));
    for (Index k = 0; k < row_factors_.size(); ++k) {
        const int exponent =
            exponents[static_cast<std::size_t>(rows_[static_cast<std::size_t>(k)])];
        row_factors_[k] = exponent == INT_MIN ? 1.0 : std::ldexp(1.0, -exponent);
    }
    chosen_ = given_x_.sparse->scaled_rows(rows_, row_factors_);
    if (given_x_.shift != nullptr) {
        const Vector left = given_x_.shift->left(rows_);
        chosen_shift_ = {row_factors_.cwiseProduct(left), given_x_.shift->right};
    }
    x_ = independent_ = DesignView(chosen_, given_x_.shift != nullptr ? &chosen_shift_ : nullptr);
    const Vector fitted = basis.weights.colPivHouseholderQr().solve(given_y_);
    y_ = independent_y_ = row_factors_.cwiseProduct(fitted);
    right_ = basis.weights * fitted;
    const double size = given_y_.norm();
    floor_ = size > 0.0 ? (given_y_ - right_).norm() / size : 0.0;
}

void ReducedSystem::eliminate() {
    const std::vector<int> rows = row_exponents(independent_);
    if (rows.front() == INT_MIN) return;  // X = 0
    elimination_.emplace(independent_);
    x_ = independent_;
    if (independent_.sparse == nullptr) {
        x_ = elimination_->eliminated();
    } else {
        x_.map = &*elimination_;
    }
    y_ = elimination_->applied(independent_y_);
    squared_terms_.resize(independent_.cols);
    Vector column(independent_.rows);
    for (Index i = 0; i < independent_.cols; ++i) {
        independent_.copy_columns(&i, 1, column);
        squared_terms_[i] = elimination_->row_scales().cwiseProduct(column).squaredNorm();
    }
}

void ReducedSystem::residual(ConstVectorRef beta, double scale, VectorRef out) const {
    multiply(independent_, beta, out, threads_);
    out = scale * independent_y_ - out;
    if (elimination_) out = elimination_->applied(out);
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
    Vector dual = elimination_ ? elimination_->multipliers(nu) : nu;
    if (!rows_.empty()) {
        const Vector chosen = row_factors_.cwiseProduct(dual);
        dual = Vector::Zero(given_x_.rows);
        dual(rows_) = chosen;
    }
    if (compressed_.size() > 0) {  // Q nu with X = Q C, and Q = X C^+
        if (!elimination_) return Vector::Zero(given_x_.rows);
        const Vector inner =
            elimination_->applied(dual).cwiseQuotient(elimination_->diagonal().cwiseAbs2());
        Vector direction(x_.cols);
        multiply_transposed(x_, inner, direction, threads_);
        dual.resize(given_x_.rows);
        multiply(given_x_, direction, dual, threads_);
    }
    return x_exponent_ == 0 ? dual : Vector(dual * std::ldexp(1.0, -x_exponent_));
}

}  // namespace regimes
