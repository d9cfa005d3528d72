// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/linear_inputs.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace regimes {
namespace {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Small integers: every product below is exact.
Matrix integers() {
    Matrix x(3, 4);
    x << 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12;
    return x;
}

Vector times(const LinearInputs& x, const Vector& b) {
    Vector out(x.samples());
    x.multiply(b, out);
    return out;
}

void expect_products_of_integers(const LinearInputs& x) {
    EXPECT_EQ(times(x, Vector{{1, -1, 2, 0}}), (Vector{{5, 13, 21}}));
    EXPECT_EQ(x.multiply_transposed(Vector{{1, 0, -2}}), (Vector{{-17, -18, -19, -20}}));
    const LinearInputs some = x.subset({2, 0});
    EXPECT_EQ(some.samples(), 2);
    EXPECT_EQ(times(some, Vector{{1, -1, 2, 0}}), (Vector{{21, 5}}));
    EXPECT_EQ(some.multiply_transposed(Vector{{0, 1}}), (Vector{{1, 2, 3, 4}}));
}

TEST(LinearInputs, EveryStorageOrderGivesTheSameProducts) {
    const Matrix columns = integers();
    const RowMatrix rows = integers();
    expect_products_of_integers(MatrixView(columns));
    expect_products_of_integers(MatrixView(rows));
    expect_products_of_integers(LinearInputs::owning(columns));
}

TEST(LinearInputs, StridesAreFollowed) {
    Matrix larger = Matrix::Constant(5, 6, 1e300);
    larger.topLeftCorner(3, 4) = integers();
    expect_products_of_integers(
        MatrixView(larger.data(), 3, 4, larger.outerStride(), MatrixView::Order::columns));
    RowMatrix by_rows = larger;
    expect_products_of_integers(
        MatrixView(by_rows.data(), 3, 4, by_rows.outerStride(), MatrixView::Order::rows));
}

TEST(LinearInputs, ViewsAreNotCopied) {
    Matrix x = integers();
    const LinearInputs inputs{MatrixView(x)};
    x(0, 0) = 100;
    EXPECT_EQ(times(inputs, Vector{{1, 0, 0, 0}}), (Vector{{100, 5, 9}}));
}

TEST(LinearInputs, EmptyIsRefused) {
    EXPECT_THROW(LinearInputs::owning(Matrix(0, 3)), std::invalid_argument);
    EXPECT_THROW(LinearInputs::owning(Matrix(3, 0)), std::invalid_argument);
}

}  // namespace
}  // namespace regimes
