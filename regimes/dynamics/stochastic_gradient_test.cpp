// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/stochastic_gradient.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "regimes/dynamics/gradient_descent.hpp"
#include "regimes/dynamics/problem_test.hpp"
#include "regimes/models/diagonal_network.hpp"

namespace regimes {
namespace {

using dynamics_test::CancelAfter;
using dynamics_test::misuse;
using dynamics_test::Problem;
using dynamics_test::sparse_problem;
using ::testing::HasSubstr;

constexpr Index samples = 12;
constexpr Index features = 30;

struct Regression {
    Problem problem = sparse_problem(samples, features);
    DiagonalNetwork model{MatrixView(problem.x)};
    Vector start = diagonal_network_start(features, std::log(0.3));
};

StochasticOptions options_of(double step, long steps) {
    StochasticOptions options;
    options.step_size = step;
    options.max_steps = steps;
    options.residual_tolerance = 1e-300;
    return options;
}

TEST(StochasticGradient, TheWholeBatchIsGradientDescent) {
    const Regression regression;
    StochasticOptions options = options_of(1e-3, 200);
    options.batch_size = samples;
    const auto stochastic =
        stochastic_gradient(regression.model, regression.problem.y, regression.start, options);
    const auto full =
        gradient_descent(regression.model, regression.problem.y, regression.start, options);
    EXPECT_EQ(stochastic.parameters, full.parameters);
    EXPECT_EQ(stochastic.relative_residual, full.relative_residual);
}

/// The gradient estimates of an epoch from w, whose steps are too small to move it.
Vector mean_estimate(const Regression& regression, const StochasticOptions& base, long steps) {
    StochasticOptions options = base;
    options.step_size = 1e-12;
    options.max_steps = steps;
    const auto result =
        stochastic_gradient(regression.model, regression.problem.y, regression.start, options);
    return (regression.start - result.parameters) / (1e-12 * static_cast<double>(steps));
}

// The sum over an epoch is the full gradient for every batch size that divides N; rounding of
// w - step g in w leaves 1e-16 / 1e-12.
TEST(StochasticGradient, AnEpochIsAFullGradient) {
    const Regression regression;
    const Vector full = mean_estimate(
        regression,
        [] {
            StochasticOptions options = options_of(1.0, 1);
            options.batch_size = samples;
            return options;
        }(),
        1);
    for (const Index size : {1, 2, 3, 4, 6}) {
        StochasticOptions options = options_of(1.0, 1);
        options.batch_size = size;
        const Vector mean = mean_estimate(regression, options, samples / size);
        EXPECT_LT((mean - full).norm(), 1e-3 * full.norm()) << size;
    }
}

// Independent draws: the mean of many estimates approaches the gradient as 1 / sqrt(steps).
TEST(StochasticGradient, DrawsWithReplacementAreUnbiased) {
    const Regression regression;
    StochasticOptions options = options_of(1.0, 1);
    options.batch_size = samples;
    const Vector full = mean_estimate(regression, options, 1);
    options.replacement = true;
    options.batch_size = 2;
    const Vector few = mean_estimate(regression, options, 4000);
    // One estimate's relative deviation is about sqrt(N / 2) times sqrt(d / N) = O(4).
    EXPECT_LT((few - full).norm(), 5.0 * 4.0 / std::sqrt(4000.0) * full.norm());
    EXPECT_GT((few - full).norm(), 1e-4 * full.norm());
}

TEST(StochasticGradient, ConvergesWithBatchesOfEverySize) {
    const Regression regression;
    for (const Index size : {1, 5, 12}) {
        StochasticOptions options;
        options.batch_size = size;
        options.seed = 3;
        const auto result =
            stochastic_gradient(regression.model, regression.problem.y, regression.start, options);
        EXPECT_EQ(result.status, Status::converged) << size;
        const long epoch = (samples + size - 1) / size;
        EXPECT_EQ(result.steps % epoch, 0);
    }
}

TEST(StochasticGradient, TheSeedAndNothingElseDecides) {
    const Regression regression;
    StochasticOptions options = options_of(1e-4, 100);
    options.batch_size = 5;
    options.label_noise = 0.1;
    const auto run = [&](std::uint64_t seed) {
        options.seed = seed;
        return stochastic_gradient(regression.model, regression.problem.y, regression.start,
                                   options)
            .parameters;
    };
    EXPECT_EQ(run(1), run(1));
    EXPECT_NE(run(1), run(2));
}

// With fresh noise at every step the residual neither falls to 0 nor grows.
TEST(StochasticGradient, LabelNoiseKeepsTheResidualUp) {
    const Regression regression;
    StochasticOptions options = options_of(1e-3, 3000);
    options.residual_tolerance = 1e-8;
    options.batch_size = 4;
    options.label_noise = 0.5;
    const auto noisy =
        stochastic_gradient(regression.model, regression.problem.y, regression.start, options);
    EXPECT_EQ(noisy.status, Status::iteration_limit);
    EXPECT_GT(noisy.relative_residual, 1e-3);
    EXPECT_LT(noisy.relative_residual, 2.0);
}

TEST(StochasticGradient, DivergenceIsAStatusWithFiniteNumbers) {
    const Regression regression;
    for (const double step : {1.0, 1e200}) {
        StochasticOptions options;
        options.step_size = step;
        const auto result =
            stochastic_gradient(regression.model, regression.problem.y, regression.start, options);
        EXPECT_EQ(result.status, Status::diverged);
        EXPECT_TRUE(result.parameters.allFinite());
        EXPECT_TRUE(std::isfinite(result.relative_residual));
    }
}

TEST(StochasticGradient, CancelledOnRequest) {
    const Regression regression;
    CancelAfter observer(5);
    StochasticOptions options = options_of(1e-4, 100);
    options.observer = &observer;
    const auto result =
        stochastic_gradient(regression.model, regression.problem.y, regression.start, options);
    EXPECT_EQ(result.status, Status::cancelled);
    EXPECT_EQ(result.steps, 5);
}

TEST(StochasticGradient, MisuseNamesArgumentValueAndExpectation) {
    const Regression regression;
    const auto run = [&](const auto& change) {
        StochasticOptions options = options_of(1e-4, 1);
        change(options);
        return misuse([&] {
            stochastic_gradient(regression.model, regression.problem.y, regression.start, options);
        });
    };
    EXPECT_THAT(run([](auto& o) { o.batch_size = 0; }), HasSubstr("batch_size: 0"));
    EXPECT_THAT(run([](auto& o) { o.batch_size = 13; }), HasSubstr("batch_size: 13"));
    EXPECT_THAT(run([](auto& o) { o.label_noise = -1.0; }), HasSubstr("label_noise: -1"));
    EXPECT_THAT(run([](auto& o) { o.momentum = -0.1; }), HasSubstr("momentum: -0.1"));
}

}  // namespace
}  // namespace regimes
