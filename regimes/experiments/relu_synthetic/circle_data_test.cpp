// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/relu_synthetic/circle_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr double rounding = 1e-14;  // of a few operations on numbers of size 1

double root_mean_square(const Vector& y) {
    return y.norm() / std::sqrt(static_cast<double>(y.size()));
}

double distance_between(const Matrix& x, Index a, Index b) { return (x.row(a) - x.row(b)).norm(); }

TEST(CircleData, PointsAreOnTheCircle) {
    for (const bool spaced : {true, false}) {
        const CircleData data = circle_data({.samples = 7, .spaced = spaced, .seed = 3});
        ASSERT_EQ(data.x.rows(), 7);
        for (Index n = 0; n < 7; ++n) EXPECT_NEAR(data.x.row(n).norm(), 1.0, rounding);
        for (Index n = 0; n < data.x_test.rows(); ++n) {
            EXPECT_NEAR(data.x_test.row(n).norm(), 1.0, rounding);
        }
    }
}

// The chord of an N-th of the circle is 2 sin(pi / N).
TEST(CircleData, SpacedPointsAreEquallyFarApart) {
    const CircleData data = circle_data({.samples = 10, .seed = 5});
    for (Index n = 0; n < 10; ++n) {
        EXPECT_NEAR(distance_between(data.x, n, (n + 1) % 10),
                    2.0 * std::sin(std::numbers::pi / 10), rounding);
    }
    const double test_chord = 2.0 * std::sin(std::numbers::pi / 1000);
    for (Index n = 0; n < 1000; ++n) {
        EXPECT_NEAR(distance_between(data.x_test, n, (n + 1) % 1000), test_chord, rounding);
    }
}

TEST(CircleData, SeedsTurnThePoints) {
    const CircleData first = circle_data({.seed = 0});
    const CircleData second = circle_data({.seed = 1});
    EXPECT_GT((first.x - second.x).norm(), 1e-3);
    EXPECT_EQ(first.x, circle_data({.seed = 0}).x);
    EXPECT_EQ(first.y, circle_data({.seed = 0}).y);
}

// Of 200 independent points the least distance is about 2 pi / 200^2 in the mean.
TEST(CircleData, UniformPointsAreNotSpaced) {
    const Matrix x = circle_data({.samples = 200, .spaced = false, .seed = 2}).x;
    double least = 2.0;
    for (Index a = 0; a < 200; ++a) {
        for (Index b = 0; b < a; ++b) least = std::min(least, distance_between(x, a, b));
    }
    EXPECT_LT(least, 0.1 * 2.0 * std::sin(std::numbers::pi / 200));
    EXPECT_LT(x.colwise().mean().norm(), 0.3);  // each mean has a deviation of 1 / sqrt(400)
}

TEST(CircleData, TeacherHasTheSizeAskedFor) {
    const CircleData drawn = circle_data({.teacher_rms = 0.0, .seed = 4});
    for (const double size : {0.287, 3.0}) {
        const CircleData data = circle_data({.teacher_rms = size, .seed = 4});
        EXPECT_NEAR(root_mean_square(data.y_test) / size, 1.0, rounding);
        const double factor = size / root_mean_square(drawn.y_test);
        EXPECT_LT((data.y - factor * drawn.y).norm(), rounding * data.y.norm());
    }
}

// max(z, 0) - max(-z, 0) = z: f(x) - f(-x) is linear, a cos + b sin around the circle, of which
// g(t - d) + g(t + d) = 2 cos(d) g(t).
TEST(CircleData, TeacherIsAReluNetworkWithoutBiases) {
    const CircleData data = circle_data({.seed = 6});
    const auto odd_part = [&](Index n) {
        return data.y_test[n % 1000] - data.y_test[(n + 500) % 1000];
    };
    double size = 0.0;
    for (Index n = 50; n < 1050; ++n) {
        const double both = odd_part(n - 50) + odd_part(n + 50);
        EXPECT_NEAR(both, 2.0 * std::cos(std::numbers::pi / 10) * odd_part(n), 1e-13);
        size = std::max(size, std::fabs(odd_part(n)));
    }
    EXPECT_GT(size, 0.01);
}

TEST(CircleData, MisuseIsNamed) {
    EXPECT_THAT([] { circle_data({.samples = 0}); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("samples: 0 given")));
    EXPECT_THAT([] { circle_data({.teacher_rms = -1.0}); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("teacher_rms: -1 given")));
    EXPECT_THAT([] { circle_data({.teacher_rms = INFINITY}); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("teacher_rms: inf given")));
}

}  // namespace
}  // namespace regimes
