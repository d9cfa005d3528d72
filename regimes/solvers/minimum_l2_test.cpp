// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/minimum_l2.hpp"

#include <gtest/gtest.h>

#include <Eigen/QR>
#include <cmath>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

Matrix normal_matrix(RandomStream& random, Index rows, Index cols) {
    Matrix x(rows, cols);
    for (Index i = 0; i < cols; ++i) x.col(i) = random.normals(rows);
    return x;
}

TEST(MinimumL2, OfOneEquation) {
    const Solution solution = minimum_l2(Matrix{{1.0, 2.0}}, Vector{{2.0}});
    EXPECT_EQ(solution.status, Status::converged);
    EXPECT_LE((solution.coefficients - Vector{{0.4, 0.8}}).norm(), 1e-15);
    EXPECT_NEAR(solution.dual[0], 0.4, 1e-15);
    EXPECT_NEAR(solution.regularizer_value, 0.4, 1e-15);  // half of 0.8
}

TEST(MinimumL2, IsThePseudoinverse) {
    RandomStream random(1, "minimum l2");
    for (int problem = 0; problem < 200; ++problem) {
        const auto n = static_cast<Index>(1 + random.below(8));
        const auto d = static_cast<Index>(1 + random.below(20));
        Matrix x = normal_matrix(random, n, d);
        if (problem % 3 == 0) x.row(0) = x.row(n - 1);
        if (problem % 5 == 0) x.col(0).setZero();
        const Vector y = x * random.normals(d);
        const Solution solution = minimum_l2(x, y);
        EXPECT_EQ(solution.status, Status::converged) << problem;
        const Vector expected = x.completeOrthogonalDecomposition().solve(y);
        EXPECT_LE((solution.coefficients - expected).norm(), 1e-9 * expected.norm()) << problem;
        EXPECT_LE(solution.certificate.primal_residual, 1e-12);
        EXPECT_LE(std::fabs(solution.certificate.duality_gap), 1e-9);
    }
}

TEST(MinimumL2, KeepsItsDigitsWhereColumnsDifferByMillions) {
    RandomStream random(2, "minimum l2");
    Matrix x = normal_matrix(random, 5, 12);
    x.leftCols(4) *= 1e-3;
    x.rightCols(4) *= 1e3;
    const Solution solution = minimum_l2(x, x.col(0) + x.col(5));
    EXPECT_EQ(solution.status, Status::converged);
    EXPECT_LE(solution.certificate.primal_residual, 1e-12);
}

TEST(MinimumL2, InconsistentEquationsGiveLeastSquares) {
    const Matrix x{{1.0, 0.0}, {0.0, 1.0}, {1.0, 0.0}};
    const Solution solution = minimum_l2(x, Vector{{1.0, 1.0, 3.0}});
    EXPECT_EQ(solution.status, Status::converged);
    EXPECT_LE((solution.coefficients - Vector{{2.0, 1.0}}).norm(), 1e-14);
    EXPECT_LE(solution.certificate.primal_residual, 1e-14);
    EXPECT_NEAR(solution.training_residual, std::sqrt(2.0 / 11.0), 1e-14);
    const Solution refused = minimum_l2(x, Vector{{1.0, 1.0, 3.0}}, {.require_exact_fit = true});
    EXPECT_EQ(refused.status, Status::infeasible);
}

TEST(MinimumL2, OfZeroIsZero) {
    const Solution solution = minimum_l2(Matrix{{1.0, 2.0}}, Vector{{0.0}});
    EXPECT_EQ(solution.status, Status::converged);
    EXPECT_EQ(solution.coefficients, Vector::Zero(2));
}

}  // namespace
}  // namespace regimes
