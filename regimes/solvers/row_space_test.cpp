// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/row_space.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

Matrix normal_matrix(Index rows, Index cols, std::uint64_t seed) {
    RandomStream random(seed, "row space");
    Matrix x(rows, cols);
    for (Index i = 0; i < cols; ++i) x.col(i) = random.normals(rows);
    return x;
}

TEST(RowSpace, SingularValuesOfADiagonal) {
    Matrix x = Matrix::Zero(3, 5);
    x(0, 1) = -4.0;
    x(1, 0) = 1e-7;
    x(2, 4) = 2.0;
    const RowSpace space(x);
    ASSERT_EQ(space.rank(), 3);
    EXPECT_NEAR(space.singular_values()[0], 4.0, 1e-14);
    EXPECT_NEAR(space.singular_values()[1], 2.0, 1e-14);
    EXPECT_NEAR(space.singular_values()[2], 1e-7, 1e-14);
}

TEST(RowSpace, BasisIsOrthonormalAndSpansTheColumns) {
    for (const auto& [rows, cols] : {std::pair<Index, Index>{7, 600}, {40, 9}, {5, 5}, {1, 3}}) {
        const Matrix x = normal_matrix(rows, cols, 1);
        const RowSpace space(x);
        ASSERT_EQ(space.rank(), std::min(rows, cols));
        const Matrix& v = space.basis();
        EXPECT_LE((v.transpose() * v - Matrix::Identity(space.rank(), space.rank())).norm(), 1e-13);
        EXPECT_LE((x - v * (v.transpose() * x)).norm(), 1e-13 * x.norm());
    }
}

TEST(RowSpace, RankOfRepeatedAndSummedRows) {
    Matrix x = normal_matrix(6, 30, 2);
    x.row(3) = x.row(0);
    x.row(5) = x.row(1) - 2.0 * x.row(2);
    EXPECT_EQ(RowSpace(x).rank(), 4);
    EXPECT_EQ(RowSpace(Matrix(Matrix::Zero(3, 4))).rank(), 0);
}

TEST(RowSpace, LeastSquaresOfInconsistentEquations) {
    // Three measurements 1, 2, 6 of one number: the mean; the free second coefficient is zero.
    Matrix x = Matrix::Zero(3, 2);
    x.col(0).setOnes();
    const Vector beta = RowSpace(x).least_squares(x, Vector{{1.0, 2.0, 6.0}});
    EXPECT_NEAR(beta[0], 3.0, 1e-14);
    EXPECT_EQ(beta[1], 0.0);
}

TEST(RowSpace, LeastSquaresIsRefinedWhereColumnsDifferByMillions) {
    Matrix x = normal_matrix(6, 3, 4);
    x.col(1) *= 1e-2;
    x.col(2) *= 1e4;
    const Vector y = 0.3 * x.col(1);
    const Vector beta = RowSpace(x).least_squares(x, y);
    EXPECT_LE((x * beta - y).norm(), 1e-14 * y.norm());
    EXPECT_NEAR(beta[1], 0.3, 1e-12);
}

}  // namespace
}  // namespace regimes
