// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/sparse_entries.hpp"

#include <cstddef>

namespace regimes {

namespace {

/// The order of `places` by a stable counting sort of what `order` lists.
std::vector<std::size_t> sorted(const std::vector<std::int32_t>& places,
                                const std::vector<std::size_t>& order, Index count) {
    std::vector<std::size_t> starts(static_cast<std::size_t>(count) + 1, 0);
    for (const std::int32_t place : places) ++starts[static_cast<std::size_t>(place) + 1];
    for (std::size_t k = 1; k < starts.size(); ++k) starts[k] += starts[k - 1];
    std::vector<std::size_t> result(order.size());
    for (const std::size_t entry : order) {
        result[starts[static_cast<std::size_t>(places[entry])]++] = entry;
    }
    return result;
}

}  // namespace

SparseMatrix sparse_matrix(const SparseEntries& entries, Index rows, Index cols) {
    std::vector<std::size_t> order(entries.values.size());
    for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
    order = sorted(entries.columns, sorted(entries.rows, order, rows), cols);
    SparseMatrix matrix;
    matrix.rows = rows;
    matrix.cols = cols;
    matrix.row_indices.reserve(order.size());
    matrix.values.reserve(order.size());
    std::size_t next = 0;
    for (Index column = 0; column < cols; ++column) {
        const std::size_t first = matrix.values.size();
        for (; next < order.size() && entries.columns[order[next]] == column; ++next) {
            const std::int32_t row = entries.rows[order[next]];
            if (matrix.values.size() > first && matrix.row_indices.back() == row) {
                matrix.values.back() += entries.values[order[next]];
                continue;
            }
            matrix.row_indices.push_back(row);
            matrix.values.push_back(entries.values[order[next]]);
        }
        matrix.starts.push_back(static_cast<Index>(matrix.values.size()));
    }
    return matrix;
}

SparseMatrix chosen_columns(const SparseMatrix& matrix, const std::vector<Index>& columns) {
    SparseMatrix chosen;
    chosen.rows = matrix.rows;
    chosen.cols = static_cast<Index>(columns.size());
    for (const Index column : columns) {
        matrix.for_each(column, [&](Index row, double value) {
            chosen.row_indices.push_back(static_cast<std::int32_t>(row));
            chosen.values.push_back(value);
        });
        chosen.starts.push_back(static_cast<Index>(chosen.values.size()));
    }
    return chosen;
}

Matrix dense_matrix(const SparseMatrix& matrix) {
    Matrix dense = Matrix::Zero(matrix.rows, matrix.cols);
    for (Index i = 0; i < matrix.cols; ++i) {
        matrix.for_each(i, [&](Index n, double value) { dense(n, i) = value; });
    }
    return dense;
}

}  // namespace regimes
