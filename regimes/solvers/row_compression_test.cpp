// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/row_compression.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

Matrix normal_matrix(Index rows, Index cols, std::uint64_t seed) {
    RandomStream random(seed, "row compression");
    Matrix x(rows, cols);
    for (Index i = 0; i < cols; ++i) x.col(i) = random.normals(rows);
    return x;
}

TEST(NumericalRank, OfRepeatedAndSummedRows) {
    Matrix x = normal_matrix(6, 30, 1);
    x.row(4) = x.row(0) + x.row(1);
    x.row(5) = x.row(2);
    EXPECT_EQ(numerical_rank(x), 4);
    EXPECT_EQ(numerical_rank(Matrix(x.transpose())), 4);
    EXPECT_EQ(numerical_rank(Matrix(Matrix::Zero(3, 4))), 0);
}

TEST(NumericalRank, UnitsDoNotMatter) {
    Matrix x = normal_matrix(5, 9, 2);
    x.row(1) *= 1e-12;
    x.row(3) *= 1e9;
    x.col(4) *= 1e15;
    x.col(7) *= 1e-20;
    EXPECT_EQ(numerical_rank(x), 5);
    x.row(2) = 3.0 * x.row(3);
    EXPECT_EQ(numerical_rank(x), 4);
}

/// ||X b - y||^2 = ||C b - c||^2 + floor^2 for any b: tall, repeated and blockwise data.
TEST(CompressRows, KeepsTheLeastSquaresLoss) {
    for (const auto& [rows, cols, rank] :
         {std::tuple<Index, Index, Index>{40, 3, 3}, {1000, 7, 5}, {8, 20, 6}}) {
        const Matrix x = normal_matrix(rows, rank, 3) * normal_matrix(rank, cols, 4);
        const Vector y = normal_matrix(rows, 1, 5);
        ASSERT_EQ(numerical_rank(x), rank);
        const CompressedRows compressed = compress_rows(x, y, rank);
        ASSERT_EQ(compressed.x.rows(), rank);
        for (std::uint64_t seed = 6; seed < 9; ++seed) {
            const Vector b = normal_matrix(cols, 1, seed);
            const double loss = (x * b - y).squaredNorm();
            const double mine = (compressed.x * b - compressed.y).squaredNorm() +
                                compressed.floor * compressed.floor;
            EXPECT_NEAR(mine, loss, 1e-12 * loss) << rows << " x " << cols;
        }
    }
}

}  // namespace
}  // namespace regimes
