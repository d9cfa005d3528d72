// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/reduced_system.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <stdexcept>

#include "regimes/numerics/dense_product.hpp"

namespace regimes {

namespace {

// Below this smallest pivot of the scaled Gram matrix, rows of X may depend on each other.
constexpr double doubtful_pivot = 1e-10;

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

ReducedSystem::ReducedSystem(const MatrixView& x, ConstVectorRef y, double primal_tolerance,
                             int threads)
    : x_(x), y_(y) {
    check_shapes(x, y);
    check_finite(x, y);
    if (x.rows <= x.cols) {
        factor_gram(threads);
        if (gram_.smallest_pivot() > doubtful_pivot) return;
    }
    const RowSpace space(x);
    least_squares_ = space.least_squares(x, y);
    Vector fitted(x.rows);
    multiply(x, least_squares_, fitted, threads);
    infeasible_ = (y - fitted).norm() > primal_tolerance * y.norm();
    if (!infeasible_ && space.rank() > 0) {
        combine(space);
        factor_gram(threads);
    }
}

void ReducedSystem::factor_gram(int threads) {
    std::vector<Index> columns(static_cast<std::size_t>(x_.cols));
    std::iota(columns.begin(), columns.end(), Index{0});
    Matrix h;
    WeightedGram().compute(x_, columns, std::vector<double>(columns.size(), 1.0), h, threads);
    gram_.factor(h);
}

/// Sums in extended precision: where rows nearly cancel, x() and y() must not disagree on the rest.
void ReducedSystem::combine(const RowSpace& space) {
    combination_ = space.basis() * space.singular_values().cwiseInverse().asDiagonal();
    combined_x_.resize(space.rank(), x_.cols);
    Vector combined_y(space.rank());
    for (Index k = 0; k < space.rank(); ++k) {
        const auto sum = [&](const auto& entry) {
            long double total = 0.0L;
            for (Index n = 0; n < x_.rows; ++n) {
                total += static_cast<long double>(combination_(n, k)) * entry(n);
            }
            return static_cast<double>(total);
        };
        for (Index i = 0; i < x_.cols; ++i) {
            combined_x_(k, i) = sum([&](Index n) { return x_(n, i); });
        }
        combined_y[k] = sum([&](Index n) { return y_[n]; });
    }
    x_ = MatrixView(combined_x_);
    y_ = combined_y;
}

Solution ReducedSystem::least_squares_solution() const {
    Solution solution;
    solution.status = Status::infeasible;
    solution.coefficients = least_squares_;
    solution.dual = Vector::Zero(y_.size());
    return solution;
}

Vector ReducedSystem::full_dual(const Vector& nu) const {
    return combination_.size() == 0 ? nu : Vector(combination_ * nu);
}

}  // namespace regimes
