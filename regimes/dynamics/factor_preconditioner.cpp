// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/factor_preconditioner.hpp"

#include <algorithm>
#include <utility>

#include "regimes/numerics/gemm.hpp"
#include "regimes/numerics/symmetric_eigen.hpp"

namespace regimes {

namespace {

constexpr double negligible = 1e-3;     // 2 gamma ||w_c||^2 of a direction, against 1
constexpr Index largest_system = 3000;  // unknowns of one factorisation
constexpr double above_the_bulk = 4.0;  // times the mean ||w_c||^2 of the smaller directions

/// gram = a^T a + keep gram.
void add_square(const Matrix& a, double keep, Matrix& gram) {
    gemm<double>(gram.rows(), gram.cols(), a.rows(), 1.0, {a.data(), a.rows(), true},
                 {a.data(), a.rows(), false}, keep, gram.data(), gram.rows(), 0);
}

}  // namespace

FactorPreconditioner::FactorPreconditioner(const MatrixFactorization& model)
    : KernelPreconditioner(model), model_(model) {}

void FactorPreconditioner::prepare(double gamma, ConstVectorRef w) {
    move_to(gamma, w);
    const MatrixMeasurements& x = model_.measurements();
    const Matrix u = model_.left(w);
    const Matrix v = model_.right(w);
    Matrix gram(u.cols(), u.cols());
    add_square(u, 0.0, gram);
    add_square(v, 1.0, gram);
    const SymmetricEigen spectrum = symmetric_eigen(std::move(gram));
    const Vector& squares = spectrum.values;  // ascending
    Index count = (2.0 * gamma * squares.array() >= negligible).count();
    by_directions_ = x.count() > largest_system || x.normal_size(count) < x.count();
    if (!by_directions_) return factor(model_.structured_kernel(w));
    count = std::min(count, largest_system / x.normal_size(1));
    while (count > 0 && is_bulk(squares, count)) --count;
    left_ = u * spectrum.vectors.rightCols(count);
    right_ = v * spectrum.vectors.rightCols(count);
    shift_ = 1.0;
    if (x.is_orthonormal()) {
        shift_ += 2.0 * gamma *
                  ((u.squaredNorm() - left_.squaredNorm()) / static_cast<double>(u.rows()) +
                   (v.squaredNorm() - right_.squaredNorm()) / static_cast<double>(v.rows()));
    }
    if (count > 0) system_ = x.normal_system(shift_, 2.0 * gamma, left_, right_);
}

/// True if the smallest of the `count` largest directions is much like those that are smaller.
bool FactorPreconditioner::is_bulk(const Vector& squares, Index count) {
    const Index smaller = squares.size() - count;
    return smaller > 0 && squares[smaller] < above_the_bulk * squares.head(smaller).mean();
}

void FactorPreconditioner::solve(VectorRef v) const {
    if (!by_directions_) return KernelPreconditioner::solve(v);
    v /= shift_;
    if (left_.cols() == 0) return;
    const MatrixMeasurements& x = model_.measurements();
    Matrix left = Matrix::Zero(left_.rows(), left_.cols());
    Matrix right = Matrix::Zero(right_.rows(), right_.cols());
    x.add_combination(v, left_, right_, left, right);
    Vector both(left.size() + right.size());
    both << left.reshaped(), right.reshaped();
    system_->solve(both);
    both *= -2.0 * gamma();
    left = both.head(left.size()).reshaped(left.rows(), left.cols());
    right = both.tail(right.size()).reshaped(right.rows(), right.cols());
    x.add_values(left, right_, v);
    x.add_values(left_, right, v);
}

}  // namespace regimes
