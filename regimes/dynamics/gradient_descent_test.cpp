// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/gradient_descent.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>

#include "regimes/dynamics/gradient_flow.hpp"
#include "regimes/dynamics/problem_test.hpp"
#include "regimes/dynamics/squared_loss.hpp"
#include "regimes/models/diagonal_network.hpp"

namespace regimes {
namespace {

using dynamics_test::CancelAfter;
using dynamics_test::misuse;
using dynamics_test::Problem;
using dynamics_test::relative_distance;
using dynamics_test::sparse_problem;
using dynamics_test::Square;
using ::testing::HasSubstr;

const Vector one = Vector::Ones(1);

Vector flow_at(const Model& model, const Vector& y, const Vector& start, double time) {
    FlowOptions options;
    options.relative_tolerance = 1e-10;
    options.absolute_tolerance = 1e-12;
    options.residual_tolerance = 1e-300;
    options.max_time = time;
    return gradient_flow(model, y, start, options).parameters;
}

/// Distance of descent from the flow, at this time of the flow, in so many steps.
double distance_from_flow(const Vector& flow, double time, long steps, double momentum,
                          const Model& model, const Vector& y, const Vector& start) {
    DescentOptions options;
    options.step_size = time * (1.0 - momentum) / static_cast<double>(steps);
    options.momentum = momentum;
    options.max_steps = steps;
    options.residual_tolerance = 1e-300;
    const auto result = gradient_descent(model, y, start, options);
    EXPECT_EQ(result.status, Status::iteration_limit);
    EXPECT_NEAR(result.time, time * (1.0 - momentum), 1e-12 * time);
    return relative_distance(result.parameters, flow);
}

// Half the step, half the error: the ratio is 2 + O(step).
TEST(GradientDescent, FollowsTheFlowToFirstOrder) {
    const Problem problem = sparse_problem(10, 30);
    const DiagonalNetwork model(MatrixView(problem.x), 3.0);
    const Vector start = diagonal_network_start(30, std::log(0.2));
    const double time = 0.1;
    const Vector flow = flow_at(model, problem.y, start, time);
    for (const double momentum : {0.0, 0.5}) {
        const auto distance = [&](long steps) {
            return distance_from_flow(flow, time, steps, momentum, model, problem.y, start);
        };
        const double coarse = distance(1000);
        const double middle = distance(2000);
        const double fine = distance(4000);
        EXPECT_LT(fine, 0.01);
        EXPECT_NEAR(coarse / middle, 2.0, 0.1) << momentum;
        EXPECT_NEAR(middle / fine, 2.0, 0.05) << momentum;
    }
}

TEST(GradientDescent, OneStepIsTheFormula) {
    DescentOptions options;
    options.step_sizes = {0.01, 0.02, 0.005};
    options.momentum = 0.25;
    options.max_steps = 4;
    options.record_every = 1;
    const auto result = gradient_descent(Square(), 3.0 * one, 0.5 * one, options);
    double w = 0.5;
    double v = 0.0;
    const double steps[] = {0.01, 0.02, 0.005, 0.005};
    ASSERT_EQ(result.trajectory.parameters.size(), 5U);
    for (std::size_t n = 0; n < 4; ++n) {
        v = 0.25 * v - steps[n] * 4.0 * w * (w * w - 3.0);
        w += v;
        EXPECT_NEAR(result.trajectory.parameters[n + 1][0], w, 1e-14);
        EXPECT_NEAR(result.trajectory.residuals[n + 1], std::fabs(w * w - 3.0) / 3.0, 1e-14);
    }
    EXPECT_NEAR(result.time, 0.04, 1e-15);
    EXPECT_EQ(result.steps, 4);
}

TEST(GradientDescent, AutomaticStepsConverge) {
    const Problem problem = sparse_problem(10, 30);
    const DiagonalNetwork model{MatrixView(problem.x)};
    for (const double alpha : {3.0, 0.1, 1e-6}) {
        const auto result =
            gradient_descent(model, problem.y, diagonal_network_start(30, std::log(alpha)));
        EXPECT_EQ(result.status, Status::converged) << alpha;
        EXPECT_LE(result.relative_residual, 1e-8);
    }
}

// The loss is all but flat at these starts, so that the first steps tried are far too long.
TEST(GradientDescent, AutomaticStepsConvergeWhereTheLossSharpens) {
    const Problem problem = sparse_problem(10, 30);
    for (const double depth : {3.0, 5.0}) {
        const DiagonalNetwork model(MatrixView(problem.x), depth);
        const auto result =
            gradient_descent(model, problem.y, diagonal_network_start(30, std::log(0.2)));
        EXPECT_EQ(result.status, Status::converged) << depth;
        EXPECT_LE(result.relative_residual, 1e-8);
    }
}

TEST(GradientDescent, DivergenceIsAStatusWithFiniteNumbers) {
    const Problem problem = sparse_problem(10, 30);
    for (const double depth : {2.0, 5.0}) {
        const DiagonalNetwork model(MatrixView(problem.x), depth);
        for (const double step : {1.0, 1e100, 1e300}) {
            const auto result = gradient_descent(model, problem.y, diagonal_network_start(30, 0.0),
                                                 {.step_size = step});
            EXPECT_EQ(result.status, Status::diverged) << depth << ' ' << step;
            EXPECT_TRUE(result.parameters.allFinite());
            EXPECT_TRUE(std::isfinite(result.relative_residual));
            EXPECT_LT(result.steps, 1000);
        }
    }
}

TEST(GradientDescent, CancelledOnRequest) {
    CancelAfter observer(9);
    DescentOptions options;
    options.observer = &observer;
    options.step_size = 1e-4;
    const auto result = gradient_descent(Square(), one, 0.1 * one, options);
    EXPECT_EQ(result.status, Status::cancelled);
    EXPECT_EQ(result.steps, 9);
    EXPECT_GE(observer.reports, 1);
    EXPECT_TRUE(observer.in_order);
}

TEST(GradientDescent, MisuseNamesArgumentValueAndExpectation) {
    const auto run = [](const DescentOptions& options) {
        return misuse([&] { gradient_descent(Square(), one, one, options); });
    };
    EXPECT_EQ(run({.step_size = -1.0}), "step_size: -1 given, a finite number >= 0 expected");
    EXPECT_THAT(run({.step_sizes = {0.1, NAN}}), HasSubstr("step_sizes: nan"));
    EXPECT_THAT(run({.momentum = 1.0}), HasSubstr("momentum: 1"));
    EXPECT_THAT(run({.residual_tolerance = 0.0}), HasSubstr("residual_tolerance: 0"));
    EXPECT_THAT(run({.max_steps = 0}), HasSubstr("max_steps: 0"));
    EXPECT_THAT(run({.divergence_factor = 1.0}), HasSubstr("divergence_factor: 1"));
    EXPECT_THAT(run({.record_every = -1}), HasSubstr("record_every: -1"));
    EXPECT_THAT(misuse([] { gradient_descent(Square(), one, Vector::Ones(2)); }),
                HasSubstr("start: 2"));
    // y = 0 and w = 0: no curvature to take a step from.
    EXPECT_THAT(misuse([] { gradient_descent(Square(), 0.0 * one, 0.0 * one); }),
                HasSubstr("step_size: 0"));
}

// Hessian of (w^2 - y)^2: 12 w^2 - 4 y.
TEST(SquaredLoss, DerivativesOfASquare) {
    const Square model;
    SquaredLoss loss(model, 2.0 * one);
    Vector out(1);
    loss.gradient(3.0 * one, out);
    EXPECT_NEAR(out[0], 4.0 * 3.0 * 7.0, 1e-12);
    loss.hessian_times(3.0 * one, 0.5 * one, out);
    EXPECT_NEAR(out[0], 0.5 * 100.0, 1e-12);
    EXPECT_NEAR(loss.sharpness(3.0 * one), 100.0, 1e-10);
    EXPECT_NEAR(loss.relative_residual(3.0 * one), 3.5, 1e-14);
}

// At beta = 0 and w = alpha, the Hessian is 8 alpha^2 [[G, -G], [-G, G]] - 4 diag(X^T y, -X^T y)
// with G = X^T X; the dense one has the same largest eigenvalue.
TEST(SquaredLoss, SharpnessIsTheLargestEigenvalue) {
    const Problem problem = sparse_problem(10, 20);
    const DiagonalNetwork model{MatrixView(problem.x)};
    SquaredLoss loss(model, problem.y);
    const Vector start = diagonal_network_start(20, std::log(1.5));
    Matrix hessian(40, 40);
    for (Index i = 0; i < 40; ++i) {
        Vector column(40);
        loss.hessian_times(start, Vector::Unit(40, i), column);
        hessian.col(i) = column;
    }
    EXPECT_LT((hessian - hessian.transpose()).norm(), 1e-10 * hessian.norm());
    const double exact =
        hessian.selfadjointView<Eigen::Lower>().eigenvalues().cwiseAbs().maxCoeff();
    const double found = loss.sharpness(start);
    EXPECT_LE(found, exact * (1.0 + 1e-12));
    EXPECT_GE(found, 0.95 * exact);
}

}  // namespace
}  // namespace regimes
