// SPDX-License-Identifier: BSD-3-Clause
// Theorems 1 and 3, numerically: the flow integrated in time ends where the exact engine says.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "regimes/dynamics/dual_flow.hpp"
#include "regimes/dynamics/gradient_flow.hpp"
#include "regimes/dynamics/problem_test.hpp"
#include "regimes/models/diagonal_network.hpp"
#include "regimes/solvers/interpolation.hpp"

namespace regimes {
namespace {

using dynamics_test::Problem;
using dynamics_test::relative_distance;
using dynamics_test::sparse_problem;

/// Distance of the end point of either flow from the exact one.
double dual_distance(const Problem& problem, const Initialization& start) {
    const auto flow = dual_flow(problem.x, problem.y, start);
    EXPECT_EQ(flow.status, Status::converged);
    const Solution exact = interpolate(problem.x, problem.y, start);
    EXPECT_EQ(exact.status, Status::converged);
    return relative_distance(flow.parameters, exact.coefficients);
}

double full_distance(const Problem& problem, const Initialization& start) {
    const DiagonalNetwork model(MatrixView(problem.x), start.depth);
    const auto flow = gradient_flow(
        model, problem.y,
        diagonal_network_start(problem.x.cols(), start.log_alpha, start.plus, start.minus));
    EXPECT_EQ(flow.status, Status::converged);
    const Solution exact = interpolate(problem.x, problem.y, start);
    return relative_distance(model.coefficients(flow.parameters), exact.coefficients);
}

Initialization at(double depth, double log10_alpha) {
    return {.depth = depth, .log_alpha = log10_alpha * std::numbers::ln10};
}

// The bounds are those that the headers of the flows state.
TEST(FlowLimits, DualFlowEndsAtTheMinimiserOfTheRegulariser) {
    const Problem problem = sparse_problem(20, 100);
    for (const double depth : {2.0, 2.5, 3.0, 5.0}) {
        for (const double log10_alpha : {1.0, 0.0, -1.0, -2.0, -3.0, -6.0, -10.0}) {
            const double slack = std::pow(10.0, (2.0 - depth) * log10_alpha);
            const double bound = depth == 2.0 || slack < 1e4 ? 1e-6 : 1e-5;
            EXPECT_LT(dual_distance(problem, at(depth, log10_alpha)), bound)
                << "depth " << depth << " alpha 1e" << log10_alpha;
        }
    }
    EXPECT_LT(dual_distance(problem, at(2.0, -30.0)), 1e-6);
    EXPECT_LT(dual_distance(problem, at(2.0, -300.0)), 1e-6);
    EXPECT_LT(dual_distance(problem, at(3.0, -30.0)), 1e-5);
}

TEST(FlowLimits, FullFlowEndsAtTheMinimiserOfTheRegulariser) {
    const Problem problem = sparse_problem(20, 100);
    for (const double log10_alpha : {1.0, 0.0, -1.0, -2.0, -3.0, -6.0, -10.0}) {
        EXPECT_LT(full_distance(problem, at(2.0, log10_alpha)), 1e-5) << log10_alpha;
    }
    for (const double log10_alpha : {1.0, 0.0, -1.0, -2.0}) {
        EXPECT_LT(full_distance(problem, at(3.0, log10_alpha)), 1e-5) << log10_alpha;
    }
    for (const double log10_alpha : {1.0, 0.0, -1.0}) {
        EXPECT_LT(full_distance(problem, at(5.0, log10_alpha)), 1e-5) << log10_alpha;
    }
}

TEST(FlowLimits, ShapesAndBiasesEndAtTheirMinimisers) {
    const Problem problem = sparse_problem(20, 100);
    RandomStream stream(1, "shape");
    const auto shape = [&] { return Vector((0.5 * stream.normals(100).array()).exp()); };
    for (const double depth : {2.0, 3.0}) {
        for (const double log10_alpha : {0.0, -2.0, -6.0}) {
            Initialization start = at(depth, log10_alpha);
            start.plus = shape();
            EXPECT_LT(dual_distance(problem, start), 1e-5) << depth << ' ' << log10_alpha;
            start.minus = shape();
            EXPECT_LT(dual_distance(problem, start), 1e-5) << depth << ' ' << log10_alpha;
        }
    }
}

TEST(FlowLimits, ThePapersSize) {
    const Problem problem = sparse_problem(100, 1000);
    EXPECT_LT(dual_distance(problem, at(2.0, -3.0)), 1e-6);
    EXPECT_LT(full_distance(problem, at(2.0, -3.0)), 1e-5);
    EXPECT_LT(dual_distance(problem, at(3.0, -2.0)), 1e-6);
}

}  // namespace
}  // namespace regimes
