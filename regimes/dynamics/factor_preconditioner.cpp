// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/factor_preconditioner.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>

namespace regimes {

namespace {

constexpr double negligible = 1e-3;     // 2 gamma ||w_c||^2 of a direction, against 1
constexpr Index largest_system = 3000;  // unknowns of one factorisation

}  // namespace

FactorPreconditioner::FactorPreconditioner(const MatrixFactorization& model)
    : KernelPreconditioner(model), model_(model) {}

/// The directions that count, at most as many as `largest_system` allows.
void FactorPreconditioner::choose_directions(ConstVectorRef w) {
    const Matrix u = model_.left(w);
    const Matrix v = model_.right(w);
    const Eigen::SelfAdjointEigenSolver<Matrix> spectrum(u.transpose() * u + v.transpose() * v);
    const Vector& squares = spectrum.eigenvalues();  // ascending
    const Index most = std::max<Index>(1, largest_system / (u.rows() + v.rows()));
    Index count = 0;
    for (Index c = squares.size() - 1; c >= 0 && count < most; --c, ++count) {
        if (2.0 * gamma() * squares[c] < negligible) break;
    }
    left_ = u * spectrum.eigenvectors().rightCols(count);
    right_ = v * spectrum.eigenvectors().rightCols(count);
}

void FactorPreconditioner::prepare(double gamma, ConstVectorRef w) {
    move_to(gamma, w);
    choose_directions(w);
    const MatrixMeasurements& x = model_.measurements();
    const Index unknowns = left_.size() + right_.size();
    by_directions_ = unknowns < x.count() || x.count() > largest_system;
    if (!by_directions_) {
        factor(model_.structured_kernel(w));
    } else if (unknowns > 0) {
        Matrix normal = 2.0 * gamma * x.normal_matrix(left_, right_);
        normal.diagonal().array() += 1.0;
        normal_solver_.factor(normal);
    }
}

void FactorPreconditioner::solve(VectorRef v) const {
    if (!by_directions_) return KernelPreconditioner::solve(v);
    if (left_.cols() == 0) return;
    const MatrixMeasurements& x = model_.measurements();
    Matrix left = Matrix::Zero(left_.rows(), left_.cols());
    Matrix right = Matrix::Zero(right_.rows(), right_.cols());
    x.add_combination(v, left_, right_, left, right);
    Vector both(left.size() + right.size());
    both << left.reshaped(), right.reshaped();
    normal_solver_.solve(both);
    both *= -2.0 * gamma();
    left = both.head(left.size()).reshaped(left.rows(), left.cols());
    right = both.tail(right.size()).reshaped(right.rows(), right.cols());
    x.add_values(left, right_, v);
    x.add_values(left_, right, v);
}

}  // namespace regimes
