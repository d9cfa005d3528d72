// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/largest_alpha.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "regimes/diagnostics/excess_norm.hpp"
#include "regimes/solvers/interpolation.hpp"

namespace regimes {
namespace {

SparseRegression small_data(Index samples, double noise = 0.1) {
    return sparse_regression({.samples = samples,
                              .features = 100,
                              .nonzeros = 2,
                              .noise = noise,
                              .test_samples = 1,
                              .seed = 3});
}

double error_at(const SparseRegression& data, double depth, double l) {
    const Solution solution =
        interpolate(data.problem.x, data.problem.y, {.depth = depth, .log_alpha = l / depth});
    return population_error(solution.coefficients, data.coefficients);
}

TEST(LargestAlpha, ErrorCrossesTheThresholdThere) {
    const SparseRegression data = small_data(60);
    for (const double depth : {2.0, 3.0, 8.0}) {
        const RunResult found = largest_alpha(data, {.depth = depth});
        ASSERT_EQ(found.metrics.at("success"), 1.0) << depth;
        const double l = found.metrics.at("log_alpha_to_the_depth");
        EXPECT_LE(error_at(data, depth, l), 0.025) << depth;
        EXPECT_GT(error_at(data, depth, l + 1e-4), 0.025) << depth;
        EXPECT_TRUE(found.converged) << found.certificate;
    }
}

TEST(LargestAlpha, NoneIsNoSuccess) {
    const RunResult found = largest_alpha(small_data(6), {.depth = 3.0});
    EXPECT_EQ(found.metrics.at("success"), 0.0);
    EXPECT_FALSE(found.metrics.contains("log_alpha_to_the_depth"));
    EXPECT_GT(found.metrics.at("least_error"), 0.025);
}

TEST(LargestAlpha, SuccessAtTheCeilingIsTheCeiling) {
    // As many samples as features and no noise: every interpolant is the truth.
    const RunResult found = largest_alpha(small_data(100, 0.0), {.ceiling = 1.5});
    EXPECT_EQ(found.metrics.at("log_alpha_to_the_depth"), 1.5);
    EXPECT_EQ(found.metrics.at("solves"), 1.0);
}

}  // namespace
}  // namespace regimes
