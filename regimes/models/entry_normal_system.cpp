// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/entry_normal_system.hpp"

namespace regimes {

EntryNormalSystem::EntryNormalSystem(const std::vector<MatrixEntry>& entries, double shift,
                                     double scale, const MatrixMeasurements::ConstMatrixRef& a,
                                     const MatrixMeasurements::ConstMatrixRef& b)
    : scale_(scale), swapped_(b.rows() > a.rows()) {
    many_ = (swapped_ ? b : a).transpose();
    few_ = (swapped_ ? a : b).transpose();
    seen_.resize(static_cast<std::size_t>(many_.cols()));
    for (const MatrixEntry& entry : entries) {
        const Index i = swapped_ ? entry.col : entry.row;
        seen_[static_cast<std::size_t>(i)].push_back(swapped_ ? entry.row : entry.col);
    }
    factor_blocks(shift);
    complement_.factor(complement(shift));
}

void EntryNormalSystem::factor_blocks(double shift) {
    const Index k = many_.rows();
    for (const std::vector<Index>& row : seen_) {
        const Matrix b = few_(Eigen::all, row);
        blocks_.emplace_back(shift * Matrix::Identity(k, k) + scale_ * b * b.transpose());
    }
}

Matrix EntryNormalSystem::complement(double shift) const {
    Matrix sum = Matrix::Zero(few_.size(), few_.size());
    sum.diagonal().setConstant(shift);
    for (std::size_t i = 0; i < seen_.size(); ++i) add_row(seen_[i], static_cast<Index>(i), sum);
    return sum;
}

/// What one row adds to the lower triangle: a multiple of a_i a_i^T for each pair of its entries.
void EntryNormalSystem::add_row(const std::vector<Index>& row, Index i, Matrix& sum) const {
    const Index k = many_.rows();
    const Matrix square = scale_ * many_.col(i) * many_.col(i).transpose();
    const Matrix b = few_(Eigen::all, row);
    const Matrix halves = blocks_[static_cast<std::size_t>(i)].matrixL().solve(b);
    const Matrix products = scale_ * halves.transpose() * halves;
    for (std::size_t m = 0; m < row.size(); ++m) {
        sum.block(row[m] * k, row[m] * k, k, k) += square;
        for (std::size_t n = 0; n < row.size(); ++n) {
            if (row[n] < row[m]) continue;
            sum.block(row[n] * k, row[m] * k, k, k) -=
                products(static_cast<Index>(n), static_cast<Index>(m)) * square;
        }
    }
}

void EntryNormalSystem::solve(VectorRef x) const {
    const Index k = many_.rows();
    const Index first = swapped_ ? few_.cols() * k : 0;  // where the unknowns of the many begin
    const Index second = swapped_ ? 0 : many_.cols() * k;
    Matrix to_many = x.segment(first, many_.size()).reshaped(many_.cols(), k).transpose();
    Matrix to_few = x.segment(second, few_.size()).reshaped(few_.cols(), k).transpose();
    for (std::size_t i = 0; i < seen_.size(); ++i) {
        const auto at = static_cast<Index>(i);
        const Vector inner = blocks_[i].solve(to_many.col(at));
        for (const Index j : seen_[i]) {
            to_few.col(j) -= scale_ * few_.col(j).dot(inner) * many_.col(at);
        }
    }
    complement_.solve(to_few.reshaped());
    for (std::size_t i = 0; i < seen_.size(); ++i) {
        const auto at = static_cast<Index>(i);
        for (const Index j : seen_[i]) {
            to_many.col(at) -= scale_ * many_.col(at).dot(to_few.col(j)) * few_.col(j);
        }
        blocks_[i].solveInPlace(to_many.col(at));
    }
    x.segment(first, many_.size()) = to_many.transpose().reshaped();
    x.segment(second, few_.size()) = to_few.transpose().reshaped();
}

}  // namespace regimes
