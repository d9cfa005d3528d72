// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/graded_solver.hpp"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

std::vector<Index> all_columns(Index count) {
    std::vector<Index> columns;
    for (Index i = 0; i < count; ++i) columns.push_back(i);
    return columns;
}

Vector solved(const Matrix& x, const std::vector<double>& weights, Vector b) {
    GradedSolver solver;
    solver.factor(x, all_columns(x.cols()), weights, 1);
    solver.solve(b);
    return b;
}

// Each test has a closed form: with A square and unimodular, X = A, W = diag(w),
// (A W A^T)^-1 b = A^-T W^-1 A^-1 b, exact in small integers.
const Matrix unimodular{{1, 2, 0}, {1, 3, 1}, {0, 1, 2}};  // determinant 1
const Matrix its_inverse{{5, -4, 2}, {-2, 2, -1}, {1, -1, 1}};

Vector closed_form(const Vector& weights, const Vector& inner) {
    return its_inverse.transpose() * inner.cwiseQuotient(weights);
}

TEST(GradedSolver, InverseOfTheExampleIsRight) {
    EXPECT_EQ(unimodular * its_inverse, Matrix::Identity(3, 3));
}

TEST(GradedSolver, SolvesOneLevelAsAnySolver) {
    const Vector weights{{3.0, 1.0, 2.0}};
    const Vector inner{{1.0, -2.0, 4.0}};
    const Vector v = solved(unimodular, {3.0, 1.0, 2.0}, unimodular * inner);
    EXPECT_LE((v - closed_form(weights, inner)).norm(), 1e-13 * v.norm());
}

TEST(GradedSolver, KeepsTheDigitsOfEveryLevel) {
    // X^T v is exactly inner / w, which spans 27 orders; the matrix X W X^T itself, in double,
    // holds nothing of the two small weights.
    const Vector weights{{1.0, 1e-13, 1e-27}};
    const Vector inner{{1.0, 0.0, 0.0}};
    for (Index k = 0; k < 3; ++k) {
        const Vector b = unimodular.col(k) * weights[k];
        const Vector v = solved(unimodular, {1.0, 1e-13, 1e-27}, b);
        const Vector s = unimodular.transpose() * v;
        EXPECT_NEAR(s[k], 1.0, 1e-9) << "level " << k;
        // The rounding of a heavy column, divided by a light weight, is not small: k = 2 only.
        if (k < 2) continue;
        EXPECT_NEAR(s[0], 0.0, 1e-12);
        EXPECT_NEAR(s[1], 0.0, 1e-9);
    }
}

TEST(GradedSolver, HeavyColumnsOfDeficientRankLeaveTheRestToTheLight) {
    // Ten rows, three heavy columns repeated with small coefficients, thirty light ones.
    RandomStream random(3, "graded");
    const Index rows = 10, heavy = 6, light = 30;
    Matrix x(rows, heavy + light);
    for (Index i = 0; i < x.cols(); ++i) {
        for (Index n = 0; n < rows; ++n) x(n, i) = static_cast<double>(random.below(7)) - 3.0;
        if (i >= 3 && i < heavy) x.col(i) = x.col(i - 3);
    }
    std::vector<double> weights(static_cast<std::size_t>(heavy), 1.0);
    weights.resize(static_cast<std::size_t>(heavy + light), 1e-18);
    // A right side of the light columns alone; the heavy ones must not move.
    const Matrix lights = x.rightCols(light);
    Vector inner(light);
    for (Index i = 0; i < light; ++i) inner[i] = static_cast<double>(random.below(5)) - 2.0;
    // Made orthogonal to the heavy columns, so that the answer is of size one over 1e-18.
    const Matrix gram = lights * lights.transpose();
    const Vector v = solved(x, weights, 1e-18 * (lights * inner));
    const Vector s = x.transpose() * v;
    EXPECT_LE(s.head(heavy).lpNorm<Eigen::Infinity>(), 1e-12);
    // Minimises |L^T v - inner| over all v that leave the heavy columns alone: normal equations on
    // the complement of their span, to ten digits.
    const Vector miss = lights * (lights.transpose() * v - inner);
    const Matrix span = x.leftCols(3);
    const Vector outside =
        miss - span * (span.transpose() * span).inverse() * (span.transpose() * miss);
    EXPECT_LE(outside.norm(), 1e-10 * gram.norm());
}

TEST(GradedSolver, LeavesOutWhatLiesInNoColumn) {
    const Matrix x{{1.0, 2.0}, {1.0, 2.0}, {0.0, 0.0}};
    const Vector v = solved(x, {1.0, 1e-9}, Vector{{1.0, 1.0, 5.0}});
    EXPECT_NEAR(v[0], 0.5, 1e-8);
    EXPECT_NEAR(v[1], 0.5, 1e-8);
    EXPECT_EQ(v[2], 0.0);
}

TEST(GradedSolver, NoColumnsIsNoChange) {
    Vector b{{1.0, 2.0}};
    GradedSolver solver;
    solver.factor(Matrix(Matrix::Zero(2, 3)), {}, {}, 1);
    solver.solve(b);
    EXPECT_EQ(b, Vector::Zero(2));
}

}  // namespace
}  // namespace regimes
