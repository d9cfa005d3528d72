// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/gradient_flow.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>

#include "regimes/dynamics/problem_test.hpp"
#include "regimes/models/diagonal_network.hpp"

namespace regimes {
namespace {

using dynamics_test::CancelAfter;
using dynamics_test::misuse;
using dynamics_test::Problem;
using dynamics_test::sparse_problem;
using dynamics_test::Square;
using ::testing::HasSubstr;

const Vector one = Vector::Ones(1);

// Global errors grow from the local ones by a factor of order one along this stable trajectory; the
// growth phase multiplies an early relative error by up to ln(1 / s_0) = 14.
TEST(GradientFlow, FollowsTheClosedFormOfASquare) {
    const double y = 2.0;
    FlowOptions options;
    options.relative_tolerance = 1e-9;
    options.snapshots = {0.0, 0.1, 0.3, 0.6, 0.8, 1.0, 1.5};
    const double w0 = 1e-3;
    const auto result = gradient_flow(Square(), y * one, w0 * one, options);
    ASSERT_EQ(result.status, Status::converged);
    const auto& path = result.trajectory;
    ASSERT_EQ(path.times, options.snapshots);
    for (std::size_t n = 0; n < path.times.size(); ++n) {
        const double expected = Square::flow(w0 * w0, y, path.times[n]);
        const double found = path.parameters[n][0] * path.parameters[n][0];
        EXPECT_NEAR(found / expected, 1.0, 1e-6) << path.times[n];
        EXPECT_NEAR(path.residuals[n], std::fabs(found - y) / y, 1e-14);
    }
}

TEST(GradientFlow, StopsWhereTheResidualCrossesTheTolerance) {
    FlowOptions options;
    options.residual_tolerance = 1e-4;
    options.relative_tolerance = 1e-9;
    const auto result = gradient_flow(Square(), one, 0.1 * one, options);
    ASSERT_EQ(result.status, Status::converged);
    EXPECT_LE(result.relative_residual, 1e-4);
    EXPECT_GT(result.relative_residual, 0.99e-4);
    // (1 - s) / s falls as e^(-8 t), from 99 to 1e-4 / (1 - 1e-4).
    EXPECT_NEAR(result.time, std::log(99.0 * (1.0 - 1e-4) / 1e-4) / 8.0, 1e-3);
    EXPECT_NEAR(result.log_time, std::log(result.time), 1e-12);
}

// w_+ w_- is conserved at depth 2, w_+^(2-D) + w_-^(2-D) at depth D > 2.
TEST(GradientFlow, KeepsItsConservedQuantities) {
    const Problem problem = sparse_problem(10, 30);
    const Index d = problem.x.cols();
    for (const double depth : {2.0, 3.0, 5.0}) {
        const DiagonalNetwork model(MatrixView(problem.x), depth);
        const double log_alpha = std::log(0.3);
        FlowOptions options;
        options.relative_tolerance = 1e-9;
        const auto result =
            gradient_flow(model, problem.y, diagonal_network_start(d, log_alpha), options);
        ASSERT_EQ(result.status, Status::converged);
        const auto plus = result.parameters.head(d).array();
        const auto minus = result.parameters.tail(d).array();
        const Vector kept = depth == 2.0
                                ? Vector(plus * minus / std::exp(2.0 * log_alpha))
                                : Vector(0.5 * (plus.pow(2.0 - depth) + minus.pow(2.0 - depth)) /
                                         std::exp((2.0 - depth) * log_alpha));
        EXPECT_LT((kept.array() - 1.0).abs().maxCoeff(), 1e-6) << depth;
    }
}

TEST(GradientFlow, TheLossFallsAllTheWay) {
    const Problem problem = sparse_problem(10, 30);
    FlowOptions options;
    options.record_steps = true;
    const auto result =
        gradient_flow(DiagonalNetwork(MatrixView(problem.x), 3.0), problem.y,
                      diagonal_network_start(problem.x.cols(), std::log(0.1)), options);
    const auto& residuals = result.trajectory.residuals;
    ASSERT_EQ(static_cast<long>(residuals.size()), result.steps + 1);
    for (std::size_t n = 1; n < residuals.size(); ++n) {
        // Below the integrator's tolerance the order of residuals is noise.
        EXPECT_LE(residuals[n], residuals[n - 1] + 1e-7);
    }
}

TEST(GradientFlow, LimitsAndCancellationAreStatuses) {
    const Vector start = 0.1 * one;
    FlowOptions options;
    options.max_time = 0.25;
    auto result = gradient_flow(Square(), one, start, options);
    EXPECT_EQ(result.status, Status::iteration_limit);
    EXPECT_NEAR(result.time, 0.25, 1e-12);
    EXPECT_NEAR(std::pow(result.parameters[0], 2), Square::flow(0.01, 1.0, 0.25), 1e-6);

    options = {};
    options.max_steps = 3;
    result = gradient_flow(Square(), one, start, options);
    EXPECT_EQ(result.status, Status::iteration_limit);
    EXPECT_EQ(result.steps, 3);

    CancelAfter observer(5);
    options = {};
    options.observer = &observer;
    result = gradient_flow(Square(), one, start, options);
    EXPECT_EQ(result.status, Status::cancelled);
    EXPECT_EQ(result.steps, 5);
    EXPECT_EQ(observer.reports, 5);
    EXPECT_TRUE(observer.in_order);
}

TEST(GradientFlow, AFittedStartNeedsNoStep) {
    const auto result = gradient_flow(Square(), one, one);
    EXPECT_EQ(result.status, Status::converged);
    EXPECT_EQ(result.steps, 0);
    EXPECT_EQ(result.time, 0.0);
}

TEST(GradientFlow, MisuseNamesArgumentValueAndExpectation) {
    const auto run = [](const Vector& y, const Vector& start, const FlowOptions& options) {
        return misuse([&] { gradient_flow(Square(), y, start, options); });
    };
    EXPECT_THAT(run(Vector::Ones(2), one, {}), HasSubstr("y: 2"));
    EXPECT_THAT(run(one, Vector::Ones(3), {}), HasSubstr("start: 3"));
    EXPECT_THAT(run(NAN * one, one, {}), HasSubstr("y: entry 0 is nan"));
    EXPECT_THAT(run(one, INFINITY * one, {}), HasSubstr("start: entry 0 is inf"));
    EXPECT_EQ(run(one, one, {.residual_tolerance = 0.0}),
              "residual_tolerance: 0 given, a positive finite number expected");
    EXPECT_THAT(run(one, one, {.relative_tolerance = 0.5}), HasSubstr("relative_tolerance: 0.5"));
    EXPECT_THAT(run(one, one, {.absolute_tolerance = -1.0}), HasSubstr("absolute_tolerance: -1"));
    EXPECT_THAT(run(one, one, {.max_time = 0.0}), HasSubstr("max_time: 0"));
    EXPECT_THAT(run(one, one, {.max_steps = 0}), HasSubstr("max_steps: 0"));
    EXPECT_THAT(run(one, one, {.krylov_dimension = 0}), HasSubstr("krylov_dimension: 0"));
    EXPECT_THAT(run(one, one, {.snapshots = {1.0, 0.5}}), HasSubstr("snapshots: 0.5"));
}

// From alpha = 1e3 the weights move by about 1e-7 of themselves; the end is the minimum l2
// interpolant nonetheless, up to O(alpha^-4) (Theorem 2, Lemma 3).
TEST(GradientFlow, LargeStartsThatHardlyMoveKeepTheirDigits) {
    const auto problem = dynamics_test::sparse_problem(10, 40);
    const DiagonalNetwork model(MatrixView(problem.x), 2.0);
    const Vector least =
        problem.x.transpose() * (problem.x * problem.x.transpose()).ldlt().solve(problem.y);
    for (const double alpha : {10.0, 1e3}) {
        const auto result =
            gradient_flow(model, problem.y, diagonal_network_start(40, std::log(alpha)));
        EXPECT_EQ(result.status, Status::converged) << alpha;
        EXPECT_LT(dynamics_test::relative_distance(model.coefficients(result.parameters), least),
                  alpha == 10.0 ? 1e-4 : 1e-6)
            << alpha;
    }
}

}  // namespace
}  // namespace regimes
