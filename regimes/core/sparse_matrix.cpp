// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/sparse_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace regimes {

double SparseMatrix::operator()(Index row, Index col) const {
    const auto first = row_indices.begin() + starts_at(col);
    const auto last = row_indices.begin() + starts_at(col + 1);
    const auto found = std::lower_bound(first, last, static_cast<std::int32_t>(row));
    if (found == last || *found != row) return 0.0;
    return values[static_cast<std::size_t>(found - row_indices.begin())];
}

SparseMatrix SparseMatrix::scaled_rows(const std::vector<Index>& rows_,
                                       const Vector& factors) const {
    std::vector<std::int32_t> places(static_cast<std::size_t>(rows), -1);
    for (std::size_t k = 0; k < rows_.size(); ++k) {
        places[static_cast<std::size_t>(rows_[k])] = static_cast<std::int32_t>(k);
    }
    SparseMatrix result;
    result.rows = static_cast<Index>(rows_.size());
    result.cols = cols;
    std::vector<std::pair<std::int32_t, double>> column;
    for (Index i = 0; i < cols; ++i) {
        column.clear();
        for_each(i, [&](Index row, double value) {
            const std::int32_t place = places[static_cast<std::size_t>(row)];
            if (place >= 0) column.emplace_back(place, value * factors[place]);
        });
        std::sort(column.begin(), column.end());
        for (const auto& [row, value] : column) {
            result.row_indices.push_back(row);
            result.values.push_back(value);
        }
        result.starts.push_back(static_cast<Index>(result.values.size()));
    }
    return result;
}

void validate(const SparseMatrix& matrix) {
    if (matrix.rows < 0 || matrix.rows > std::numeric_limits<std::int32_t>::max()) {
        throw std::invalid_argument(
            fmt::format("rows: {} given, at most 2^31 - 1 expected", matrix.rows));
    }
    if (matrix.cols < 0 || static_cast<Index>(matrix.starts.size()) != matrix.cols + 1) {
        throw std::invalid_argument(fmt::format("starts: {} given, {} for {} columns expected",
                                                matrix.starts.size(), matrix.cols + 1,
                                                matrix.cols));
    }
    const std::size_t entries = matrix.values.size();
    if (matrix.row_indices.size() != entries) {
        throw std::invalid_argument(
            fmt::format("row_indices: {} given, one for each of {} values "
                        "expected",
                        matrix.row_indices.size(), entries));
    }
    if (matrix.starts.front() != 0 || matrix.starts.back() != static_cast<Index>(entries) ||
        !std::is_sorted(matrix.starts.begin(), matrix.starts.end())) {
        throw std::invalid_argument(
            fmt::format("starts: ascending from 0 to {}, the number of values, expected", entries));
    }
    for (Index i = 0; i < matrix.cols; ++i) {
        Index before = -1;
        matrix.for_each(i, [&](Index row, double) {
            if (row <= before || row >= matrix.rows) {
                throw std::invalid_argument(
                    fmt::format("row_indices: {} follows {} in column {}, ascending rows below {} "
                                "expected",
                                row, before, i, matrix.rows));
            }
            before = row;
        });
    }
}

}  // namespace regimes
