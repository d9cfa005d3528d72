// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/network_loss.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "regimes/core/random.hpp"
#include "regimes/dynamics/problem_test.hpp"

namespace regimes {
namespace {

using dynamics_test::misuse;
using ::testing::HasSubstr;

/// One sample of class 0 with the outputs (gap, 0): ln(1 + e^-gap), and derivative
/// -+ 1 / (1 + e^gap), which keep their digits however small they are.
template <typename Scalar>
void check_two_classes(double gap) {
    const NetworkLoss<Scalar> loss(std::vector<int>{0}, 1, 2);
    Scalar f[2] = {static_cast<Scalar>(gap), 0};
    const Index sample = 0;
    const NetworkScore score = loss.evaluate(f, &sample, 1, 3.0);
    const double expected =
        gap > 0.0 ? std::log1p(std::exp(-gap)) : -gap + std::log1p(std::exp(gap));
    const double slope = 1.0 / (1.0 + std::exp(gap));
    const double u = 4.0 * std::numeric_limits<Scalar>::epsilon();
    EXPECT_NEAR(score.loss, expected, 1e-15 * expected) << gap;
    EXPECT_NEAR(f[0], -3.0 * slope, u * slope) << gap;
    EXPECT_NEAR(f[1], 3.0 * slope, u * slope) << gap;
    EXPECT_EQ(score.wrong, gap > 0.0 ? 0 : 1);
}

TEST(NetworkLoss, CrossEntropyOfTwoClassesIsTheLogisticLoss) {
    for (const double gap : {-80.0, -1.0, 0.0, 0.5, 20.0, 80.0}) {
        check_two_classes<float>(gap);
        check_two_classes<double>(gap);
    }
}

TEST(NetworkLoss, EqualOutputsCostTheLogarithmOfTheClasses) {
    const NetworkLoss<double> loss(std::vector<int>{3, 0, 9}, 3, 10);
    std::vector<double> f(30, 1000.0);
    const std::vector<Index> samples = {0, 1, 2};
    const NetworkScore score = loss.evaluate(f.data(), samples.data(), 3, 1.0);
    EXPECT_NEAR(score.loss, 3.0 * std::log(10.0), 1e-14);
    EXPECT_EQ(score.wrong, 3);  // none of them the single largest
    EXPECT_NEAR(f[3], -0.9, 1e-15);
    EXPECT_NEAR(f[4], 0.1, 1e-15);
    EXPECT_NEAR(loss.at_zero(), 3.0 * std::log(10.0), 1e-14);
}

/// Samples in an order of their own.
TEST(NetworkLoss, SquaredLossHasNoHalf) {
    const NetworkLoss<double> loss(Vector{{1.0, 2.0, 3.0, 4.0}}, 2, 2);
    std::vector<double> f = {3.0, 7.0, 1.0, 0.0};
    const std::vector<Index> samples = {1, 0};
    EXPECT_DOUBLE_EQ(loss.evaluate(f.data(), samples.data(), 2, 10.0).loss, 9.0 + 4.0);
    EXPECT_EQ(f, (std::vector<double>{0.0, 60.0, 0.0, -40.0}));
    EXPECT_DOUBLE_EQ(loss.at_zero(), 30.0);
}

TEST(NetworkLoss, OutputsThatAreNotFiniteGiveALossThatIsNot) {
    const NetworkLoss<double> loss(std::vector<int>{1}, 1, 3);
    const Index sample = 0;
    for (const double bad : {std::numeric_limits<double>::infinity(), std::nan("")}) {
        double f[3] = {0.0, 1.0, bad};
        EXPECT_FALSE(std::isfinite(loss.evaluate(f, &sample, 1, 1.0).loss));
    }
}

TEST(NetworkLoss, MisuseNamesTheArgument) {
    const auto of = [](const NetworkTargets& targets, Index samples, Index outputs) {
        return misuse([&] { NetworkLoss<float>(targets, samples, outputs); });
    };
    EXPECT_THAT(of(std::vector<int>{0, 10}, 2, 10),
                HasSubstr("labels: entry 1 is 10, a class in 0 to 9"));
    EXPECT_THAT(of(std::vector<int>{-1}, 1, 10), HasSubstr("labels: entry 0 is -1"));
    EXPECT_THAT(of(std::vector<int>{0}, 2, 10), HasSubstr("labels: 1 entries given, 2 expected"));
    EXPECT_THAT(of(std::vector<int>{0}, 1, 1), HasSubstr("at least 2 expected"));
    EXPECT_THAT(of(Vector{{1.0, 2.0}}, 1, 1), HasSubstr("targets: 2 entries given, 1 expected"));
    EXPECT_THAT(of(Vector{{1.0, NAN}}, 2, 1), HasSubstr("targets: entry 1 is nan"));
}

TEST(NetworkLoss, IndicatorsNameTheClass) {
    EXPECT_EQ(indicators({1, 0}, 3), (Vector{{0.0, 1.0, 0.0, 1.0, 0.0, 0.0}}));
    EXPECT_THAT(misuse([] {
                    indicators({0, 2}, 2);
                }),
                HasSubstr("labels: entry 1 is 2, a class in 0 to 1 expected"));
}

}  // namespace
}  // namespace regimes
