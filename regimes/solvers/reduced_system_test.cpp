// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/reduced_system.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;
using Error = std::invalid_argument;

constexpr double tolerance = 1e-12;

void check(const MatrixView& x, const Vector& y) { ReducedSystem(x, y, tolerance, 1); }

TEST(ReducedSystem, GoodEquationsAreTakenAsTheyAre) {
    const Matrix x{{1.0, 2.0, 0.0}, {0.0, 1.0, -1.0}};
    const Vector y{{3.0, 4.0}};
    const ReducedSystem data(x, y, tolerance, 1);
    EXPECT_FALSE(data.infeasible());
    EXPECT_EQ(data.x().data, x.data());
    EXPECT_EQ(data.y(), y);
    EXPECT_EQ(data.full_dual(Vector{{1.0, 2.0}}), (Vector{{1.0, 2.0}}));
}

TEST(ReducedSystem, DependentEquationsBecomeOrthonormalCombinations) {
    RandomStream random(5, "data check");
    Matrix x(5, 8);
    for (Index i = 0; i < 8; ++i) x.col(i) = random.normals(5);
    x.row(4) = x.row(0) + x.row(1);
    const Vector beta = random.normals(8);
    const Vector y = x * beta;
    const ReducedSystem data(x, y, tolerance, 1);
    ASSERT_FALSE(data.infeasible());
    ASSERT_EQ(data.x().rows, 4);
    Matrix combined(4, 8);
    for (Index k = 0; k < 4; ++k) {
        for (Index i = 0; i < 8; ++i) combined(k, i) = data.x()(k, i);
    }
    EXPECT_LE((combined * combined.transpose() - Matrix::Identity(4, 4)).norm(), 1e-13);
    EXPECT_LE((combined * beta - data.y()).norm(), 1e-14 * data.y().norm());
    // A dual of the combinations gives the same X^T nu as that of the equations given.
    const Vector nu{{1.0, -2.0, 0.5, 3.0}};
    EXPECT_LE((x.transpose() * data.full_dual(nu) - combined.transpose() * nu).norm(), 1e-12);
}

TEST(ReducedSystem, MoreRowsThanColumnsAreReduced) {
    RandomStream random(6, "data check");
    Matrix x(50, 3);
    for (Index i = 0; i < 3; ++i) x.col(i) = random.normals(50);
    const ReducedSystem data(x, x * Vector{{1.0, 2.0, 3.0}}, tolerance, 1);
    EXPECT_FALSE(data.infeasible());
    EXPECT_EQ(data.x().rows, 3);
}

TEST(ReducedSystem, InconsistentEquationsGiveLeastSquares) {
    const Matrix x{{1.0, 0.0}, {0.0, 1.0}, {1.0, 0.0}};
    const ReducedSystem data(x, Vector{{1.0, 1.0, 3.0}}, tolerance, 1);
    ASSERT_TRUE(data.infeasible());
    const Solution solution = data.least_squares_solution();
    EXPECT_EQ(solution.status, Status::infeasible);
    EXPECT_LE((solution.coefficients - Vector{{2.0, 1.0}}).norm(), 1e-14);
    EXPECT_TRUE(
        ReducedSystem(Matrix(Matrix::Zero(2, 2)), Vector{{0.0, 1.0}}, tolerance, 1).infeasible());
}

TEST(ReducedSystem, ConsistentEquationsOfVeryDifferentColumnsAreFeasible) {
    RandomStream random(7, "data check");
    Matrix x(6, 3);
    for (Index i = 0; i < 3; ++i) x.col(i) = random.normals(6);
    x.col(1) *= 1e-2;
    x.col(2) *= 1e4;
    EXPECT_FALSE(ReducedSystem(x, 0.3 * x.col(1), tolerance, 1).infeasible());
}

TEST(ReducedSystem, MisuseNamesThePlace) {
    const Matrix x{{1.0, 2.0}, {3.0, 4.0}};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    Matrix with_nan = x;
    with_nan(1, 0) = nan;
    const Eigen::Matrix<double, -1, -1, Eigen::RowMajor> by_rows = with_nan;
    EXPECT_THAT([&] { check(x, Vector::Ones(3)); },
                ThrowsMessage<Error>(AllOf(HasSubstr("y: 3"), HasSubstr("2 rows"))));
    EXPECT_THAT([&] { check(Matrix(0, 2), Vector()); }, ThrowsMessage<Error>(HasSubstr("0 x 2")));
    EXPECT_THAT(
        [&] {
            check(x, Vector{{1.0, nan}});
        },
        ThrowsMessage<Error>(HasSubstr("y: entry 1 is nan")));
    EXPECT_THAT([&] { check(with_nan, Vector::Ones(2)); },
                ThrowsMessage<Error>(HasSubstr("x: row 1, column 0 is nan")));
    EXPECT_THAT([&] { check(by_rows, Vector::Ones(2)); },
                ThrowsMessage<Error>(HasSubstr("x: row 1, column 0 is nan")));
}

}  // namespace
}  // namespace regimes
