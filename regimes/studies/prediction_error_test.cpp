// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/prediction_error.hpp"

#include <gtest/gtest.h>

namespace regimes {
namespace {

TEST(Predict, IsTheSameInBothStorageOrders) {
    const Matrix by_columns{{1, 2, 3}, {4, 5, 6}};
    const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows =
        by_columns;
    const Vector beta{{1, 0, -1}};
    EXPECT_EQ(predict(by_columns, beta), (Vector{{-2, -2}}));
    EXPECT_EQ(predict(by_rows, beta), (Vector{{-2, -2}}));
}

TEST(TwoValues, NeedsExactlyTwo) {
    EXPECT_FALSE(two_values(Vector{{1, 1}}));
    EXPECT_FALSE(two_values(Vector{{1, 2, 3}}));
    EXPECT_FALSE(two_values(Vector()));
    EXPECT_EQ(two_values(Vector{{1, -1, 1}}), (std::array<double, 2>{1, -1}));
}

TEST(WrongShare, CountsTheFartherValue) {
    const Vector y{{-1, -1, 1, 1}};
    EXPECT_DOUBLE_EQ(error_rate(Vector{{-3, 0.1, 0.1, 9}}, y, {-1, 1}), 0.25);
    EXPECT_DOUBLE_EQ(error_rate(Vector{{0.4, 0.6, 2, 3}}, Vector{{0, 1, 1, 0}}, {0, 1}), 0.25);
}

TEST(NearerValues, TakesTheFirstOfATie) {
    EXPECT_EQ(nearer_values(Vector{{-9.0, 1.9, 2.0, 2.1}}, {1.0, 3.0}),
              (Vector{{1.0, 1.0, 1.0, 3.0}}));
}

}  // namespace
}  // namespace regimes
