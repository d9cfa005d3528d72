// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/excess_norm.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

TEST(ExcessNorm, InClosedForm) {
    const Vector beta{{3.0, -4.0, 0.0}};
    const Vector minimum{{0.0, 1.0, -1.0}};
    EXPECT_EQ(excess_l1_norm(beta, minimum), 5.0);
    EXPECT_DOUBLE_EQ(excess_l2_norm(beta, minimum), 5.0 - std::sqrt(2.0));
    EXPECT_DOUBLE_EQ(excess_l2_norm(minimum, beta), std::sqrt(2.0) - 5.0);
    EXPECT_EQ(population_error(beta, minimum), 9.0 + 25.0 + 1.0);
    EXPECT_EQ(excess_l2_norm(Vector::Zero(2), Vector::Zero(2)), 0.0);
}

/// beta = b + t n with n orthogonal to b: ||beta||_2 - ||b||_2 = t^2 ||n||^2 / (2 ||b||) - ..., at
/// t = 1e-6 an excess of 1e-12 whose digits a difference of two norms would lose.
TEST(ExcessNorm, SmallExcessesKeepTheirDigits) {
    const Vector b{{0.6, 0.8}};
    const double t = 1e-6;
    const Vector beta = b + t * Vector{{-0.8, 0.6}};
    // sqrt(1 + t^2) - 1, as rounding of beta to 2^-54 each leaves it.
    const double expected = t * t / (1.0 + std::sqrt(1.0 + t * t));
    EXPECT_NEAR(excess_l2_norm(beta, b), expected, 2e-16);
    // |0.6 - 0.8 t| + |0.8 + 0.6 t| - 1.4 = -0.2 t
    EXPECT_NEAR(excess_l1_norm(beta, b), -0.2 * t, 2e-16);
}

TEST(ExcessNorm, MisuseNamesTheArgument) {
    using ::testing::HasSubstr;
    using ::testing::ThrowsMessage;
    const Vector two = Vector::Ones(2);
    const Vector three = Vector::Ones(3);
    const auto throws = [](const char* text) {
        return ThrowsMessage<std::invalid_argument>(HasSubstr(text));
    };
    EXPECT_THAT([&] { excess_l1_norm(two, three); }, throws("minimum: 3 entries given"));
    EXPECT_THAT([&] { excess_l2_norm(two, three); }, throws("minimum: 3 entries given"));
    EXPECT_THAT([&] { population_error(two, three); }, throws("truth: 3 entries given"));
}

}  // namespace
}  // namespace regimes
