// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

/// A sparse matrix stored by columns (CSC): the entries of column i lie at [starts[i],
/// starts[i + 1]), by ascending row. What is not stored is zero.
struct SparseMatrix {
    Index rows = 0;
    Index cols = 0;
    std::vector<Index> starts = {0};             ///< cols + 1
    std::vector<std::int32_t> row_indices = {};  ///< one for each entry
    std::vector<double> values = {};             ///< one for each entry

    Index size(Index col) const { return starts_at(col + 1) - starts_at(col); }

    /// Calls visit(row, value) for each stored entry of a column.
    template <typename Visit>
    void for_each(Index col, const Visit& visit) const {
        for (Index k = starts_at(col); k < starts_at(col + 1); ++k) {
            visit(static_cast<Index>(row_indices[static_cast<std::size_t>(k)]),
                  values[static_cast<std::size_t>(k)]);
        }
    }

    /// The entry, found by bisection; no check of the range.
    double operator()(Index row, Index col) const;

    /// These rows, each times its factor; `rows_` without repetition.
    SparseMatrix scaled_rows(const std::vector<Index>& rows_, const Vector& factors) const;

private:
    Index starts_at(Index col) const { return starts[static_cast<std::size_t>(col)]; }
};

/// Throws std::invalid_argument naming the first thing that does not belong together: sizes of the
/// three arrays, starts that fall, rows that are out of range or not ascending.
void validate(const SparseMatrix& matrix);

}  // namespace regimes
