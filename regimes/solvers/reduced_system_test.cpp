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

void check(const MatrixView& x, const Vector& y) { ReducedSystem(x, y, 1); }

Matrix matrix_of(const DesignView& x) {
    return Matrix::NullaryExpr(x.rows, x.cols, [&](Index n, Index i) { return x(n, i); });
}

Matrix normal_matrix(Index rows, Index cols, RandomStream& random) {
    Matrix x(rows, cols);
    for (Index i = 0; i < cols; ++i) x.col(i) = random.normals(rows);
    return x;
}

TEST(ReducedSystem, GoodEquationsAreTakenAsTheyAre) {
    const Matrix x{{1.0, 2.0, 0.0}, {0.0, 1.0, -1.0}};
    const Vector y{{3.0, 4.0}};
    const ReducedSystem data(x, y, 1);
    EXPECT_TRUE(data.fits_exactly());
    EXPECT_FALSE(data.is_eliminated());
    EXPECT_EQ(data.x().dense.data, x.data());
    EXPECT_EQ(data.y(), y);
    EXPECT_EQ(data.full_dual(Vector{{1.0, 2.0}}), (Vector{{1.0, 2.0}}));
}

TEST(ReducedSystem, DependentEquationsBecomeOrthogonalCombinations) {
    RandomStream random(5, "data check");
    Matrix x = normal_matrix(5, 8, random);
    x.row(4) = x.row(0) + x.row(1);
    const Vector beta = random.normals(8);
    const ReducedSystem data(x, x * beta, 1);
    EXPECT_TRUE(data.fits_exactly());
    ASSERT_EQ(data.x().rows, 4);
    const Matrix combined = matrix_of(data.x());
    const Matrix gram = combined * combined.transpose();
    EXPECT_LE((gram - Matrix(gram.diagonal().asDiagonal())).norm(), 1e-13 * gram.norm());
    EXPECT_LE((combined * beta - data.y()).norm(), 1e-14 * data.y().norm());
    // A dual of the combinations gives the same X^T nu as that of the equations given.
    const Vector nu{{1.0, -2.0, 0.5, 3.0}};
    EXPECT_LE((x.transpose() * data.full_dual(nu) - combined.transpose() * nu).norm(), 1e-12);
}

TEST(ReducedSystem, MoreRowsThanColumnsAreReduced) {
    RandomStream random(6, "data check");
    const Matrix x = normal_matrix(50, 3, random);
    const ReducedSystem data(x, x * Vector{{1.0, 2.0, 3.0}}, 1);
    EXPECT_TRUE(data.fits_exactly());
    EXPECT_EQ(data.x().rows, 3);
}

TEST(ReducedSystem, InconsistentEquationsAreProjected) {
    const Matrix x{{1.0, 0.0}, {0.0, 1.0}, {1.0, 0.0}};
    const ReducedSystem data(x, Vector{{1.0, 1.0, 3.0}}, 1);
    EXPECT_FALSE(data.fits_exactly());
    const Vector least_squares{{2.0, 1.0}};
    Vector residual(2);
    data.residual(least_squares, 1.0, residual);
    EXPECT_LE(residual.norm(), 1e-15);
    EXPECT_NEAR(data.training_residual(least_squares), std::sqrt(2.0 / 11.0), 1e-15);
    const ReducedSystem nothing(Matrix(Matrix::Zero(2, 2)), Vector{{0.0, 1.0}}, 1);
    EXPECT_FALSE(nothing.fits_exactly());
    EXPECT_TRUE(nothing.y().isZero(0.0));
}

/// Whatever dwarfs what: the equations are the same, to eps of each feature's own size.
TEST(ReducedSystem, FeaturesOffsetsAndEquationsOfAnySizeKeepTheirDigits) {
    RandomStream random(7, "data check");
    Matrix x = normal_matrix(6, 12, random);
    x.array() += 1e4;
    x.col(1) *= 1e-2;
    x.col(2) *= 1e8;
    x.row(3) *= 1e-9;
    const Vector y = random.normals(6);
    const ReducedSystem data(x, y, 1);
    ASSERT_TRUE(data.is_eliminated());
    EXPECT_TRUE(data.fits_exactly());
    const Vector nu = random.normals(6);
    const Vector difference =
        x.transpose() * data.full_dual(nu) - matrix_of(data.x()).transpose() * nu;
    for (Index i = 0; i < 12; ++i) {
        const double own = x.col(i).cwiseAbs().dot(data.full_dual(nu).cwiseAbs());
        EXPECT_LE(std::fabs(difference[i]), 1e-14 * own) << i;
    }
    EXPECT_EQ(ReducedSystem(x, y, 4).y(), data.y());
}

TEST(ReducedSystem, TheEndsOfTheRangeOfDoubleAreScaled) {
    const Matrix x{{1e160, 2e160}};
    const ReducedSystem data(x, Vector{{3e-160}}, 1);
    EXPECT_TRUE(std::isfinite(data.squared_norms().sum()));
    EXPECT_EQ(data.beta_exponent(), std::ilogb(3e-160) - std::ilogb(2e160));
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
