// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/matrix_view.hpp"

#include <gtest/gtest.h>

namespace regimes {
namespace {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Entry (n, i) is 10 n + i.
template <typename AnyMatrix>
AnyMatrix numbered(Index rows, Index cols) {
    AnyMatrix x(rows, cols);
    for (Index n = 0; n < rows; ++n) {
        for (Index i = 0; i < cols; ++i) x(n, i) = static_cast<double>(10 * n + i);
    }
    return x;
}

void expect_numbered(const MatrixView& view, Index rows, Index first, Index cols) {
    ASSERT_EQ(view.rows, rows);
    ASSERT_EQ(view.cols, cols);
    for (Index n = 0; n < rows; ++n) {
        for (Index i = 0; i < cols; ++i) {
            EXPECT_EQ(view(n, i), static_cast<double>(10 * n + first + i));
        }
    }
}

TEST(MatrixView, ReadsBothOrdersInPlace) {
    const auto by_columns = numbered<Matrix>(3, 5);
    const auto by_rows = numbered<RowMatrix>(3, 5);
    EXPECT_EQ(MatrixView(by_columns).data, by_columns.data());
    EXPECT_EQ(MatrixView(by_rows).data, by_rows.data());
    expect_numbered(by_columns, 3, 0, 5);
    expect_numbered(by_rows, 3, 0, 5);
}

TEST(MatrixView, ViewsARangeOfColumns) {
    const auto by_columns = numbered<Matrix>(3, 5);
    const auto by_rows = numbered<RowMatrix>(3, 5);
    expect_numbered(MatrixView(by_columns).columns(1, 3), 3, 1, 3);
    expect_numbered(MatrixView(by_rows).columns(1, 3), 3, 1, 3);
    expect_numbered(MatrixView(by_rows).columns(1, 3).columns(2, 1), 3, 3, 1);
}

TEST(MatrixView, ViewsARangeOfRows) {
    const auto by_columns = numbered<Matrix>(4, 5);
    const auto by_rows = numbered<RowMatrix>(4, 5);
    for (const MatrixView& view : {MatrixView(by_columns), MatrixView(by_rows)}) {
        const MatrixView middle = view.row_range(1, 2);
        ASSERT_EQ(middle.rows, 2);
        ASSERT_EQ(middle.cols, 5);
        EXPECT_EQ(middle(0, 0), view(1, 0));
        EXPECT_EQ(middle(1, 4), view(2, 4));
    }
}

TEST(MatrixView, StrideSkipsWhatLiesBetween) {
    const auto by_columns = numbered<Matrix>(4, 5);
    const auto by_rows = numbered<RowMatrix>(4, 5);
    expect_numbered(MatrixView(by_columns.data(), 3, 5, 4, MatrixView::Order::columns), 3, 0, 5);
    expect_numbered(MatrixView(by_rows.data(), 4, 3, 5, MatrixView::Order::rows), 4, 0, 3);
}

}  // namespace
}  // namespace regimes
