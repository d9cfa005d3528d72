// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// A read-only view of a dense matrix that somebody else owns, in either storage order.
///
/// Data sets come row by row (C order) or column by column (Fortran order) and may be larger than
/// half the memory, so every solver reads them in place; nothing here copies.
///
/// Shapes: rows x cols; `stride` is the distance, in doubles, between the starts of consecutive
/// rows (row order) or columns (column order).
struct MatrixView {
    /// Storage row by row (C) or column by column (Fortran).
    enum class Order { rows, columns };

    const double* data = nullptr;  ///< entry (0, 0)
    Index rows = 0;                ///< number of rows
    Index cols = 0;                ///< number of columns
    Index stride = 0;              ///< between rows or columns, in doubles
    Order order = Order::columns;  ///< which of them are contiguous

    MatrixView() = default;
    /// Views memory that is laid out so.
    MatrixView(const double* data_, Index rows_, Index cols_, Index stride_, Order order_)
        : data(data_), rows(rows_), cols(cols_), stride(stride_), order(order_) {}

    /// Views an Eigen matrix of either storage order; it must outlive the view.
    template <typename Derived>
    MatrixView(const Eigen::PlainObjectBase<Derived>& matrix)  // NOLINT: implicit by intent
        : data(matrix.derived().data()),
          rows(matrix.rows()),
          cols(matrix.cols()),
          stride(matrix.outerStride()),
          order(Derived::IsRowMajor ? Order::rows : Order::columns) {}

    /// The entry; no check of the range.
    double operator()(Index row, Index col) const {
        return order == Order::rows ? data[row * stride + col] : data[col * stride + row];
    }

    /// Views columns [first, first + count).
    MatrixView columns(Index first, Index count) const {
        const Index offset = order == Order::rows ? first : first * stride;
        return {data + offset, rows, count, stride, order};
    }

    /// Views rows [first, first + count).
    MatrixView row_range(Index first, Index count) const {
        const Index offset = order == Order::rows ? first * stride : first;
        return {data + offset, count, cols, stride, order};
    }
};

}  // namespace regimes
