// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/sparse_regression.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

using ::testing::StartsWith;

constexpr double deviations = 5.0;  // allowed distance from an expectation, in standard deviations

TEST(SparseRegression, DefaultsAreThoseOfThePaper) {
    const SparseRegression made = sparse_regression();
    EXPECT_EQ(made.problem.x.rows(), 100);
    EXPECT_EQ(made.problem.x.cols(), 1000);
    EXPECT_EQ(made.problem.y.size(), 100);
    EXPECT_EQ(made.problem.x_test.cols(), 1000);
    EXPECT_EQ(made.problem.x_test.rows(), made.problem.y_test.size());
    EXPECT_EQ(SparseRegressionOptions().noise, 0.1);
    EXPECT_EQ(made.coefficients.size(), 1000);
    EXPECT_EQ(made.coefficients.head(5), Vector::Constant(5, 1.0 / std::sqrt(5.0)));
    EXPECT_EQ(made.coefficients.tail(995), Vector::Zero(995));
}

// Pins the streams, so that a seed stands for the same data in every version.
TEST(SparseRegression, RowsComeFromTheStreamsOfTheSeed) {
    const auto [problem, truth] =
        sparse_regression({.samples = 3, .features = 4, .nonzeros = 1, .noise = 2.0, .seed = 7});
    RandomStream x(7, "x");
    RandomStream noise(7, "noise");
    for (Index n = 0; n < 3; ++n) {
        for (Index i = 0; i < 4; ++i) EXPECT_EQ(problem.x(n, i), x.normal());
        EXPECT_EQ(problem.y[n], problem.x(n, 0) + 2.0 * noise.normal());
    }
}

TEST(SparseRegression, MoreSamplesChangeNone) {
    SparseRegressionOptions options{.samples = 60, .features = 101, .test_samples = 7, .seed = 3};
    const SparseRegression few = sparse_regression(options);
    options.samples = 97;
    options.test_samples = 12;
    const SparseRegression many = sparse_regression(options);
    EXPECT_EQ(many.problem.x.topRows(60), few.problem.x);
    EXPECT_EQ(many.problem.y.head(60), few.problem.y);
    EXPECT_EQ(many.problem.x_test.topRows(7), few.problem.x_test);
    EXPECT_EQ(many.problem.y_test.head(7), few.problem.y_test);
}

TEST(SparseRegression, SeedAndPartChangeTheRows) {
    const auto x = sparse_regression().problem.x;
    EXPECT_NE(sparse_regression({.seed = 1}).problem.x(0, 0), x(0, 0));
    EXPECT_NE(sparse_regression().problem.x_test(0, 0), x(0, 0));
}

TEST(SparseRegression, Moments) {
    const Index count = 4000;
    const auto [problem, truth] = sparse_regression(
        {.samples = count, .features = 10, .nonzeros = 4, .noise = 0.5, .test_samples = count});
    const double n = static_cast<double>(count);
    // Columns: mean 0 with variance 1/n, square 1 with variance 2/n, products 0 with variance 1/n.
    const Matrix second = problem.x.transpose() * problem.x / n;
    for (Index i = 0; i < 10; ++i) {
        EXPECT_NEAR(problem.x.col(i).mean(), 0.0, deviations * std::sqrt(1.0 / n));
        EXPECT_NEAR(second(i, i), 1.0, deviations * std::sqrt(2.0 / n));
        for (Index j = 0; j < i; ++j) {
            EXPECT_NEAR(second(i, j), 0.0, deviations * std::sqrt(1.0 / n));
        }
    }
    EXPECT_NEAR(truth.norm(), 1.0, 1e-15);
    // Noise: z^2 has variance 2, so the mean of its squares has noise^4 2/n.
    const Vector noise = problem.y - problem.x * truth;
    EXPECT_NEAR(noise.mean(), 0.0, deviations * 0.5 * std::sqrt(1.0 / n));
    EXPECT_NEAR(noise.squaredNorm() / n, 0.25, deviations * 0.25 * std::sqrt(2.0 / n));
    // Sums of 4 products of size 5 at most: a few roundings of 2^-53 each.
    EXPECT_LT((problem.y_test - problem.x_test * truth).cwiseAbs().maxCoeff(), 1e-14);
}

TEST(SparseRegression, MisuseNamesTheOption) {
    const auto complaint = [](const SparseRegressionOptions& options) -> std::string {
        try {
            sparse_regression(options);
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(complaint({.samples = 0}), "samples: 0 given, at least 1 expected");
    EXPECT_EQ(complaint({.features = 0}), "features: 0 given, at least 1 expected");
    EXPECT_EQ(complaint({.test_samples = 0}), "test_samples: 0 given, at least 1 expected");
    EXPECT_EQ(complaint({.features = 3, .nonzeros = 4}),
              "nonzeros: 4 given, 1 to 3 (features) expected");
    EXPECT_THAT(complaint({.nonzeros = 0}), StartsWith("nonzeros: 0 given"));
    EXPECT_THAT(complaint({.noise = -0.1}), StartsWith("noise: -0.1 given"));
    EXPECT_THAT(complaint({.noise = std::numeric_limits<double>::quiet_NaN()}),
                StartsWith("noise: nan given"));
    EXPECT_THAT(complaint({.noise = std::numeric_limits<double>::infinity()}),
                StartsWith("noise: inf given"));
    EXPECT_EQ(complaint({.samples = 1, .features = 1, .nonzeros = 1, .noise = 0.0}), "");
}

}  // namespace
}  // namespace regimes
