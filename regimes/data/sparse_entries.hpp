// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "regimes/core/sparse_matrix.hpp"

namespace regimes {

/// The entries of a sparse matrix in any order.
struct SparseEntries {
    std::vector<std::int32_t> rows = {};     ///< from 0
    std::vector<std::int32_t> columns = {};  ///< from 0
    std::vector<double> values = {};
};

/// The matrix of these entries; of those with the same place the sum, as SciPy takes them.
/// Domain: places within rows x cols. Cost: two counting sorts.
SparseMatrix sparse_matrix(const SparseEntries& entries, Index rows, Index cols);

/// These columns, in this order. Domain: indices of columns.
SparseMatrix chosen_columns(const SparseMatrix& matrix, const std::vector<Index>& columns);

Matrix dense_matrix(const SparseMatrix& matrix);

}  // namespace regimes
