// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/spd_solver.hpp"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

constexpr double rounding = std::numeric_limits<double>::epsilon();

Matrix random_gram(Index size, Index terms) {
    const Vector entries = RandomStream(21, "gram").normals(size * terms);
    const Eigen::Map<const Matrix> x(entries.data(), size, terms);
    return x * x.transpose();
}

Vector solved(const Matrix& h, Vector b) {
    SpdSolver solver;
    solver.factor(h);
    solver.solve(b);
    return b;
}

/// Condition number of H with its diagonal scaled to one.
double scaled_condition(const Matrix& h) {
    const Vector scale = h.diagonal().array().rsqrt();
    const Matrix scaled = scale.asDiagonal() * h * scale.asDiagonal();
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(scaled, Eigen::EigenvaluesOnly);
    EXPECT_EQ(solver.info(), Eigen::Success);
    return solver.eigenvalues()[h.rows() - 1] / solver.eigenvalues()[0];
}

TEST(SpdSolver, SolvesAWellConditionedSystem) {
    const Matrix h = random_gram(30, 120);
    const Vector expected = RandomStream(22, "solution").normals(30);
    const Vector x = solved(h, h * expected);
    EXPECT_LE((x - expected).norm(), 100.0 * rounding * scaled_condition(h) * expected.norm());
}

TEST(SpdSolver, ReadsOnlyTheLowerTriangle) {
    const Matrix h = random_gram(10, 40);
    Matrix lower = h;
    lower.triangularView<Eigen::StrictlyUpper>().setConstant(
        std::numeric_limits<double>::quiet_NaN());
    const Vector b = Vector::Ones(10);
    EXPECT_EQ(solved(lower, b), solved(h, b));
}

// The Hilbert matrix times lcm(1, ..., 11): integers, so that H and H (1, ..., 1)^T are exact.
TEST(SpdSolver, HilbertSix) {
    Matrix h(6, 6);
    for (Index i = 0; i < 6; ++i) {
        for (Index j = 0; j < 6; ++j) h(i, j) = 27720.0 / static_cast<double>(i + j + 1);
    }
    const Vector expected = Vector::Ones(6);
    const Vector x = solved(h, h * expected);
    EXPECT_LE((h * x - h * expected).norm(), 20.0 * rounding * h.norm() * x.norm());
    EXPECT_LE((x - expected).norm(), 20.0 * rounding * scaled_condition(h) * expected.norm());
}

// Far past full numerical rank: the factorisation must break down and be shifted, with any BLAS.
TEST(SpdSolver, HilbertSixtyLeavesASmallResidual) {
    Matrix h(60, 60);
    for (Index i = 0; i < 60; ++i) {
        for (Index j = 0; j < 60; ++j) h(i, j) = 1.0 / static_cast<double>(i + j + 1);
    }
    const Vector b = h * Vector::Ones(60);
    const Vector x = solved(h, b);
    EXPECT_LE((h * x - b).norm(), 1e-10 * b.norm());
    EXPECT_LE(x.norm(), 10.0 * std::sqrt(60.0));
}

TEST(SpdSolver, SingularWithConsistentRightSide) {
    const Matrix h = random_gram(30, 5);
    const Vector b = h * RandomStream(22, "solution").normals(30);
    SpdSolver solver;
    solver.factor(h);
    Vector x = b;
    solver.solve(x);
    EXPECT_LE((h * x - b).norm(), 1e-10 * b.norm());
    EXPECT_LT(solver.smallest_pivot(), 1e-10);
}

TEST(SpdSolver, ZeroMatrixAndZeroRow) {
    EXPECT_TRUE(solved(Matrix::Zero(3, 3), Vector::Zero(3)).isZero(0.0));
    Matrix h = Matrix::Identity(3, 3);
    h(1, 1) = 0.0;
    const Vector b = Vector::Unit(3, 0);
    const Vector x = solved(h, b);
    EXPECT_NEAR(x[0], 1.0, 10.0 * rounding);
    EXPECT_EQ(x[1], 0.0);
}

// Powers of two scale without rounding, so that the solution must follow them bit for bit.
TEST(SpdSolver, UnitsOfTheRowsDoNotMatter) {
    const Matrix h = random_gram(12, 30);
    const Vector b = RandomStream(22, "right side").normals(12);
    Vector units(12);
    for (Index i = 0; i < 12; ++i) units[i] = std::ldexp(1.0, static_cast<int>(80 * i - 440));
    const Matrix scaled = units.asDiagonal() * h * units.asDiagonal();
    const Vector scaled_b = units.cwiseProduct(b);
    const Vector expected = solved(h, b).cwiseQuotient(units);
    EXPECT_EQ(solved(scaled, scaled_b), expected);
}

TEST(SpdSolver, SmallestPivotTellsTheDistanceFromSingular) {
    SpdSolver solver;
    solver.factor(1e-200 * Matrix::Identity(4, 4));
    EXPECT_NEAR(solver.smallest_pivot(), 1.0, 10.0 * rounding);
    // A correlation of 1 - t has the pivots 1 and 1 - (1 - t)^2 = 2 t - t^2.
    for (const double t : {1e-2, 1e-6, 1e-10}) {
        Matrix h = Matrix::Ones(2, 2);
        h(1, 0) = 1.0 - t;
        solver.factor(h);
        EXPECT_NEAR(solver.smallest_pivot(), t * (2.0 - t), 40.0 * rounding) << t;
    }
}

}  // namespace
}  // namespace regimes
