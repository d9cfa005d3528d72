// SPDX-License-Identifier: BSD-3-Clause
// Completion: measurements that are entries of the matrix.
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "regimes/models/argument_check.hpp"
#include "regimes/models/entry_normal_system.hpp"
#include "regimes/models/entry_products.hpp"
#include "regimes/models/matrix_measurements.hpp"
#include "regimes/numerics/gemm.hpp"

namespace regimes {

namespace {

using ConstMatrixRef = MatrixMeasurements::ConstMatrixRef;
using MatrixRef = MatrixMeasurements::MatrixRef;

enum class Factor { as_it_is, transposed };

/// c += op(a) op(b).
void add_product(Factor on_a, const ConstMatrixRef& a, Factor on_b, const ConstMatrixRef& b,
                 MatrixRef c) {
    const bool turned = on_a == Factor::transposed;
    gemm<double>(
        c.rows(), c.cols(), turned ? a.rows() : a.cols(), 1.0, {a.data(), a.outerStride(), turned},
        {b.data(), b.outerStride(), on_b == Factor::transposed}, 1.0, c.data(), c.outerStride());
}

bool are_distinct(const std::vector<MatrixEntry>& entries) {
    std::vector<std::pair<Index, Index>> places;
    for (const MatrixEntry& at : entries) places.emplace_back(at.row, at.col);
    std::sort(places.begin(), places.end());
    return std::adjacent_find(places.begin(), places.end()) == places.end();
}

class ObservedEntries final : public MatrixMeasurements {
public:
    ObservedEntries(Index rows, Index cols, std::vector<MatrixEntry> entries, int threads)
        : rows_(rows),
          cols_(cols),
          entries_(std::move(entries)),
          threads_(threads),
          products_(rows, cols, entries_, threads),
          dense_(rows * cols <= entries_per_product * count()),
          distinct_(are_distinct(entries_)) {}

    Index rows() const override { return rows_; }
    Index cols() const override { return cols_; }
    Index count() const override { return static_cast<Index>(entries_.size()); }

    void add_values(const ConstMatrixRef& a, const ConstMatrixRef& b,
                    VectorRef out) const override {
        if (!dense_) return products_.add_values(rows_of(a), rows_of(b), out);
        Matrix product = Matrix::Zero(rows_, cols_);
        add_product(Factor::as_it_is, a, Factor::transposed, b, product);
        double* sum = out.data();
        for (const MatrixEntry& at : entries_) *sum++ += product(at.row, at.col);
    }

    void add_combination(ConstVectorRef u, const ConstMatrixRef& a, const ConstMatrixRef& b,
                         MatrixRef left, MatrixRef right) const override {
        if (!dense_) return add_sparse_combination(u, a, b, left, right);
        Matrix r = Matrix::Zero(rows_, cols_);
        const double* weight = u.data();
        for (const MatrixEntry& at : entries_) r(at.row, at.col) += *weight++;
        add_product(Factor::as_it_is, r, Factor::as_it_is, b, left);
        add_product(Factor::transposed, r, Factor::as_it_is, a, right);
    }

    void derivative(Index n, const ConstMatrixRef& a, const ConstMatrixRef& b, MatrixRef left,
                    MatrixRef right) const override {
        const MatrixEntry at = entries_[static_cast<std::size_t>(n)];
        left.setZero();
        right.setZero();
        left.row(at.row) = b.row(at.col);
        right.row(at.col) = a.row(at.row);
    }

    /// [i = i'] (B B^T)_jj' + [j = j'] (A A^T)_ii'.
    Matrix kernel(const ConstMatrixRef& a, const ConstMatrixRef& b) const override {
        Matrix left = Matrix::Zero(rows_, rows_);
        Matrix right = Matrix::Zero(cols_, cols_);
        add_product(Factor::as_it_is, a, Factor::transposed, a, left);
        add_product(Factor::as_it_is, b, Factor::transposed, b, right);
        Matrix k(count(), count());
        for (Index m = 0; m < count(); ++m) {
            const MatrixEntry second = entries_[static_cast<std::size_t>(m)];
            for (Index n = m; n < count(); ++n) {
                const MatrixEntry first = entries_[static_cast<std::size_t>(n)];
                const double same_row = first.row == second.row ? right(first.col, second.col) : 0;
                const double same_col = first.col == second.col ? left(first.row, second.row) : 0;
                k(n, m) = same_row + same_col;
            }
        }
        return k;
    }

    std::unique_ptr<NormalSystem> normal_system(double shift, double scale, const ConstMatrixRef& a,
                                                const ConstMatrixRef& b) const override {
        return std::make_unique<EntryNormalSystem>(entries_, shift, scale, a, b);
    }
    Index normal_size(Index k) const override { return std::min(rows_, cols_) * k; }
    bool is_orthonormal() const override { return distinct_; }

    std::shared_ptr<const MatrixMeasurements> subset(
        const std::vector<Index>& samples) const override {
        require_samples(samples, count());
        std::vector<MatrixEntry> picked;
        picked.reserve(samples.size());
        for (const Index n : samples) picked.push_back(entries_[static_cast<std::size_t>(n)]);
        return std::make_shared<ObservedEntries>(rows_, cols_, std::move(picked), threads_);
    }

private:
    FactorRows rows_of(const ConstMatrixRef& factor) const { return {factor, threads_}; }
    void add_sparse_combination(ConstVectorRef u, const ConstMatrixRef& a, const ConstMatrixRef& b,
                                MatrixRef left, MatrixRef right) const {
        FactorRows to_left(rows_, a.cols(), threads_);
        FactorRows to_right(cols_, a.cols(), threads_);
        products_.add_combination(u, rows_of(a), rows_of(b), to_left, to_right);
        to_left.add_to(left);
        to_right.add_to(right);
    }

    Index rows_;
    Index cols_;
    std::vector<MatrixEntry> entries_;
    int threads_;
    EntryProducts products_;
    bool dense_;     ///< products of whole matrices are faster
    bool distinct_;  ///< no entry is there twice
};

}  // namespace

std::shared_ptr<const MatrixMeasurements> observed_entries(Index rows, Index cols,
                                                           std::vector<MatrixEntry> entries,
                                                           int threads) {
    require_positive_count("rows", rows);
    require_positive_count("cols", cols);
    require_positive_count("number of entries", static_cast<Index>(entries.size()));
    for (std::size_t n = 0; n < entries.size(); ++n) {
        const auto [row, col] = entries[n];
        if (row >= 0 && row < rows && col >= 0 && col < cols) continue;
        throw std::invalid_argument(
            fmt::format("entries: entry {} is ({}, {}), a place in a {} x {} matrix expected", n,
                        row, col, rows, cols));
    }
    return std::make_shared<ObservedEntries>(rows, cols, std::move(entries), threads);
}

}  // namespace regimes
