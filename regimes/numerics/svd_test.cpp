// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/svd.hpp"

#include <gtest/gtest.h>

#include <Eigen/SVD>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

Matrix random_matrix(Index rows, Index cols) {
    return RandomStream(1, "matrix").normals(rows * cols).reshaped(rows, cols);
}

TEST(Svd, PutTogetherAgainAndLikeJacobi) {
    for (const auto& [rows, cols] :
         {std::pair<Index, Index>{1, 1}, {1, 5}, {4, 1}, {7, 4}, {3, 9}, {60, 40}}) {
        const Matrix a = random_matrix(rows, cols);
        const Svd parts = svd(a);
        // Some eps times the norm of the largest, 50.
        EXPECT_LE((parts.u * parts.s.asDiagonal() * parts.vt - a).norm(), 1e-12);
        const Index k = std::min(rows, cols);
        EXPECT_LE((parts.u.transpose() * parts.u - Matrix::Identity(k, k)).norm(), 1e-12);
        EXPECT_LE((parts.vt * parts.vt.transpose() - Matrix::Identity(k, k)).norm(), 1e-12);
        const Vector slow = Eigen::JacobiSVD<Matrix>(a).singularValues();
        EXPECT_LE((parts.s - slow).norm(), 1e-12);
        EXPECT_LE((singular_values(a) - slow).norm(), 1e-12);
    }
}

TEST(Svd, ZeroMatrix) {
    EXPECT_EQ(singular_values(Matrix::Zero(3, 2)), Vector::Zero(2));
    EXPECT_EQ(svd(Matrix::Zero(2, 3)).s, Vector::Zero(2));
}

}  // namespace
}  // namespace regimes
