// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/graded_solver.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <utility>

#include "regimes/numerics/symmetric_eigen.hpp"

namespace regimes {

namespace {

constexpr double level_range = 1e6;  // of weights within a level: leaves each direction ten digits

/// Columns and weights of one level.
struct Level {
    std::vector<Index> columns;
    std::vector<double> weights;
};

/// Levels, heavy to light, of the columns by the size of their terms in the Gram matrix.
std::vector<Level> levels_of(const Vector& squared_norms, const std::vector<Index>& columns,
                             const std::vector<double>& weights) {
    std::map<int, Level, std::greater<>> by_size;
    for (std::size_t k = 0; k < columns.size(); ++k) {
        const double size = weights[k] * squared_norms[columns[k]];
        if (!(size > 0.0)) continue;
        Level& level =
            by_size[static_cast<int>(std::floor(std::log(size) / std::log(level_range)))];
        level.columns.push_back(columns[k]);
        level.weights.push_back(weights[k]);
    }
    std::vector<Level> levels;
    for (auto& [size, level] : by_size) levels.push_back(std::move(level));
    return levels;
}

/// One over the norm of every row, so that no row counts as rounding of another; a power of two,
/// which leaves every digit.
Vector row_scales(const DesignView& x) {
    return squared_row_norms(x).unaryExpr(
        [](double v) { return v > 0.0 ? std::ldexp(1.0, -std::ilogb(v) / 2) : 1.0; });
}

/// Splits the columns of `rest` into those that `gram` reaches, which are returned, and the others.
Matrix take_range(const Matrix& gram, Matrix& rest) {
    const auto [values, vectors] = symmetric_eigen(rest.transpose() * (gram * rest));
    const double rounding = 4.0 * static_cast<double>(gram.rows()) *
                            std::numeric_limits<double>::epsilon() * gram.trace();
    const Index reached = (values.array() > rounding).count();
    const Matrix range = rest * vectors.rightCols(reached);
    rest = rest * vectors.leftCols(vectors.cols() - reached);
    return range;
}

}  // namespace

void GradedSolver::factor(const DesignView& x, const std::vector<Index>& columns,
                          const std::vector<double>& weights, int threads) {
    row_scales_ = row_scales(x);
    basis_.resize(x.rows, x.rows);
    rank_ = 0;
    Matrix h = Matrix::Zero(x.rows, x.rows);
    Matrix rest = Matrix::Identity(x.rows, x.rows);
    Matrix gram;
    for (const Level& level : levels_of(squared_column_norms(x), columns, weights)) {
        const bool spans_already = rest.cols() == 0;
        WeightedGram().compute(x, level.columns, level.weights, gram, threads);
        gram = row_scales_.asDiagonal() * gram * row_scales_.asDiagonal();
        gram.triangularView<Eigen::StrictlyUpper>() = gram.transpose();
        if (!spans_already) {
            const Matrix range = take_range(gram, rest);
            basis_.middleCols(rank_, range.cols()) = range;
            rank_ += range.cols();
        }
        const auto reached = basis_.leftCols(rank_);
        h.topLeftCorner(rank_, rank_) += reached.transpose() * (gram * reached);
        if (spans_already) break;  // lighter levels do not show any more
    }
    basis_.conservativeResize(x.rows, rank_);
    if (rank_ > 0) solver_.factor(h.topLeftCorner(rank_, rank_));
}

void GradedSolver::solve(VectorRef b) const {
    if (rank_ == 0) {
        b.setZero();
        return;
    }
    Vector inner = basis_.transpose() * row_scales_.cwiseProduct(b);
    solver_.solve(inner);
    b = row_scales_.cwiseProduct(basis_ * inner);
}

}  // namespace regimes
