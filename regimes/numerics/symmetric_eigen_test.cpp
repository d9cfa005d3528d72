// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/symmetric_eigen.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace regimes {
namespace {

/// The second difference: 2 - 2 cos(k pi / (n + 1)), known in closed form. Its upper triangle is
/// spoiled, since it is not read.
TEST(SymmetricEigen, OfTheSecondDifference) {
    const Index n = 60;
    Matrix a = Matrix::Zero(n, n);
    a.diagonal().setConstant(2.0);
    a.diagonal(-1).setConstant(-1.0);
    Matrix whole = a.selfadjointView<Eigen::Lower>();
    a.diagonal(5).setConstant(NAN);
    const SymmetricEigen eigen = symmetric_eigen(a);
    for (Index k = 0; k < n; ++k) {
        const double angle = std::numbers::pi * static_cast<double>(k + 1) / (n + 1.0);
        EXPECT_NEAR(eigen.values[k], 2.0 - 2.0 * std::cos(angle), 1e-14);
    }
    const Matrix& v = eigen.vectors;
    EXPECT_LT((v.transpose() * v - Matrix::Identity(n, n)).norm(), 1e-13);
    EXPECT_LT((whole * v - v * eigen.values.asDiagonal()).norm(), 1e-13);
}

}  // namespace
}  // namespace regimes
