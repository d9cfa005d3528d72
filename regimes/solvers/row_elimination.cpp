// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/row_elimination.hpp"

#include <Eigen/QR>
#include <cmath>

#include "regimes/solvers/row_compression.hpp"

namespace regimes {

RowElimination::RowElimination(const DesignView& equations) {
    const Index rank = equations.rows;
    const std::vector<int> rows = row_exponents(equations);
    row_scales_.resize(rank);
    for (Index n = 0; n < rank; ++n) {
        row_scales_[n] = std::ldexp(1.0, -rows[static_cast<std::size_t>(n)]);
    }
    const std::vector<Index> order = descending(column_exponents(equations, rows));
    const auto entry = [&](Index k, Index n) {
        return equations(n, order[static_cast<std::size_t>(k)]) * row_scales_[n];
    };
    const bool is_dense = equations.sparse == nullptr;
    const Eigen::ColPivHouseholderQR<Matrix> qr(
        is_dense ? Matrix(Matrix::NullaryExpr(equations.cols, rank, entry))
                 : triangular_factor(equations.cols, rank, entry));
    const Matrix r = qr.matrixR().topRows(rank).triangularView<Eigen::Upper>();
    diagonal_ = r.diagonal();
    factor_ = (diagonal_.cwiseInverse().asDiagonal() * r).transpose();
    pivots_.resize(static_cast<std::size_t>(rank));
    for (Index k = 0; k < rank; ++k) {
        pivots_[static_cast<std::size_t>(k)] = qr.colsPermutation().indices()[k];
    }
    if (!is_dense) return;
    const Matrix q = qr.householderQ() * Matrix::Identity(equations.cols, rank);
    eliminated_.resize(rank, equations.cols);
    for (Index k = 0; k < equations.cols; ++k) {
        eliminated_.col(order[static_cast<std::size_t>(k)]) =
            diagonal_.cwiseProduct(q.row(k).transpose());
    }
}

void RowElimination::apply(Eigen::Ref<Matrix> columns) const {
    const Matrix equations = columns;
    for (Index k = 0; k < columns.rows(); ++k) {
        const Index n = pivots_[static_cast<std::size_t>(k)];
        columns.row(k) = row_scales_[n] * equations.row(n);
    }
    factor_.triangularView<Eigen::UnitLower>().solveInPlace(columns);
}

Vector RowElimination::applied(const Vector& right_side) const {
    Matrix column = right_side;
    apply(column);
    return column;
}

Vector RowElimination::multipliers(const Vector& nu) const {
    Vector steps = nu;
    factor_.transpose().triangularView<Eigen::UnitUpper>().solveInPlace(steps);
    Vector result(nu.size());
    for (Index k = 0; k < steps.size(); ++k) {
        const Index n = pivots_[static_cast<std::size_t>(k)];
        result[n] = row_scales_[n] * steps[k];
    }
    return result;
}

}  // namespace regimes
