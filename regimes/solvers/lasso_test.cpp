// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/lasso.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

Matrix normals(Index rows, Index cols) {
    RandomStream stream(3, "lasso");
    Matrix x(rows, cols);
    for (Index i = 0; i < cols; ++i) x.col(i) = stream.normals(rows);
    return x;
}

// Orthogonal columns of norm sqrt(N): every coefficient is x_i^T y / N, shrunk by the penalty.
TEST(Lasso, OrthogonalFeaturesAreShrunkByThePenalty) {
    const Index n = 8;
    const Matrix x = std::sqrt(8.0) * Matrix::Identity(n, n);
    Vector y(n);
    y << 4.0, -3.0, 2.0, -1.0, 0.5, 0.25, 0.0, -0.1;
    const double penalty = 0.3;
    const auto path = lasso_path(x, y, {penalty}, 1e-12);
    ASSERT_TRUE(path[0].converged);
    for (Index i = 0; i < n; ++i) {
        const double plain = y[i] / std::sqrt(8.0);
        const double expected = std::copysign(std::max(std::abs(plain) - penalty, 0.0), plain);
        EXPECT_NEAR(path[0].coefficients[i], expected, 1e-12) << i;
    }
}

// The optimality conditions: |x_i^T r| / N is the penalty where beta_i is not 0, with its sign, and
// no more elsewhere.
TEST(Lasso, SolutionsMeetTheOptimalityConditions) {
    const Matrix x = normals(30, 200);
    RandomStream stream(4, "lasso");
    const Vector y = 2.0 * x.col(3) - x.col(50) + 0.5 * stream.normals(30);
    const auto penalties = lasso_penalties(x, y, 20, 1e-2);
    const auto path = lasso_path(x, y, penalties, 1e-8);
    EXPECT_EQ(path.front().coefficients.norm(), 0.0);
    for (const LassoSolution& solution : path) {
        ASSERT_TRUE(solution.converged) << solution.penalty;
        const Vector force = x.transpose() * (y - x * solution.coefficients) / 30.0;
        for (Index i = 0; i < 200; ++i) {
            const double beta = solution.coefficients[i];
            EXPECT_LE(std::abs(force[i]), solution.penalty + 1e-3 * penalties.front());
            if (beta == 0.0) continue;
            EXPECT_NEAR(force[i] * (beta > 0.0 ? 1.0 : -1.0), solution.penalty,
                        1e-3 * penalties.front());
        }
    }
    EXPECT_GT(path.back().coefficients.lpNorm<1>(), path[5].coefficients.lpNorm<1>());
}

TEST(Lasso, NothingToFit) {
    const Matrix x = normals(5, 9);
    EXPECT_TRUE(lasso_penalties(x, Vector::Zero(5), 10, 0.1).empty());
    const auto path = lasso_path(x, Vector::Zero(5), {1.0});
    EXPECT_TRUE(path[0].converged);
    EXPECT_EQ(path[0].coefficients.norm(), 0.0);
}

}  // namespace
}  // namespace regimes
