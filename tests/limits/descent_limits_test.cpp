// SPDX-License-Identifier: BSD-3-Clause
// Where descent with finite steps lands: not where the flow does, and the exact engine knows where.
//
// On beta = u v (entry by entry), p = u + v and m = u - v obey, with g = d(loss)/d(beta),
//
//   p <- (1 - step g) p,   m <- (1 + step g) m,   beta = (p^2 - m^2) / 4,
//
// for descent, full or stochastic, whatever the steps. With |step g| < 1, ln (1 -+ x)^2 = -+ 2 x -
// q_+-(x), q_+-(x) = -+ 2 x - ln (1 -+ x)^2 >= 0, and sum step g = -X^T nu (batches are rows of X):
//
//   p^2 = p_0^2 e^(-Q_+) e^(2 X^T nu),   m^2 = m_0^2 e^(-Q_-) e^(-2 X^T nu),   Q_+- = sum q_+-.
//
// That is the flow's end point from w_+- = p_0 e^(-Q_+/2) / 2, m_0 e^(-Q_-/2) / 2, a biased start
// with alpha_inf^2 = alpha^2 exp(-(Q_+ + Q_-) / 2), (q_+ + q_-) / 2 = -ln (1 - x^2)^2 / 2.
// Source: Even, Pesme, Gunasekar, Flammarion (2023), Theorem 1.
#include <gtest/gtest.h>

#include <cmath>

#include "regimes/dynamics/dual_flow.hpp"
#include "regimes/dynamics/gradient_descent.hpp"
#include "regimes/dynamics/problem_test.hpp"
#include "regimes/dynamics/stochastic_gradient.hpp"
#include "regimes/models/diagonal_network.hpp"
#include "regimes/models/hadamard_network.hpp"
#include "regimes/solvers/interpolation.hpp"

namespace regimes {
namespace {

using dynamics_test::Problem;
using dynamics_test::relative_distance;
using dynamics_test::sparse_problem;

/// u = u_0, v = 0.
Vector product_start(Index features, double u0) {
    Vector start = Vector::Zero(2 * features);
    start.head(features).setConstant(u0);
    return start;
}

/// Q_+, Q_- and their mean over the steps of a recorded run.
struct Shrinking {
    Vector plus;
    Vector minus;
};

Shrinking shrinking(const Trajectory& path) {
    const Index d = path.parameters[0].size() / 2;
    Shrinking sums{Vector::Zero(d), Vector::Zero(d)};
    for (std::size_t k = 0; k + 1 < path.parameters.size(); ++k) {
        const auto p = [&](std::size_t n) {
            return (path.parameters[n].head(d) + path.parameters[n].tail(d)).array();
        };
        const auto m = [&](std::size_t n) {
            return (path.parameters[n].head(d) - path.parameters[n].tail(d)).array();
        };
        // step g from the larger of the two weights, which holds it to more digits
        const Eigen::ArrayXd x =
            (p(k).abs() > m(k).abs()).select((p(k) - p(k + 1)) / p(k), (m(k + 1) - m(k)) / m(k));
        EXPECT_LT(x.abs().maxCoeff(), 1.0);
        sums.plus.array() += -2.0 * x - 2.0 * (-x).log1p();
        sums.minus.array() += 2.0 * x - 2.0 * x.log1p();
    }
    return sums;
}

/// The exact minimiser for a start u_0, v = 0 and this shrinking.
Vector predicted(const Problem& problem, double u0, const Shrinking& sums) {
    Initialization start{.log_alpha = std::log(0.5 * u0)};
    start.plus = (-0.5 * sums.plus.array()).exp();
    start.minus = (-0.5 * sums.minus.array()).exp();
    InterpolationOptions options;
    options.primal_tolerance = 1e-13;
    const Solution exact =
        interpolate(problem.x, problem.y, start, Regularization::implicit, options);
    EXPECT_LT(exact.certificate.primal_residual, 1e-12);
    return exact.coefficients;
}

Vector flow_limit(const Problem& problem, double u0) {
    return interpolate(problem.x, problem.y, {.log_alpha = std::log(0.5 * u0)}).coefficients;
}

// Residual tolerance 1e-13 and rounding leave the end points to within 1e-11 of each other.
TEST(DescentLimits, LargeStepsEndAtTheMinimiserOfASmallerStart) {
    const Problem problem = sparse_problem(15, 40);
    const HadamardNetwork model{MatrixView(problem.x)};
    const double u0 = 0.3;
    double shift_before = 0.0;
    for (const double step : {5e-4, 2e-3, 3.5e-3}) {
        DescentOptions options;
        options.step_size = step;
        options.residual_tolerance = 1e-13;
        options.record_every = 1;
        options.max_steps = 200000;
        const auto result = gradient_descent(model, problem.y, product_start(40, u0), options);
        ASSERT_EQ(result.status, Status::converged) << step;
        const Vector beta = model.coefficients(result.parameters);
        EXPECT_LT(relative_distance(beta, predicted(problem, u0, shrinking(result.trajectory))),
                  1e-10)
            << step;
        const double shift = relative_distance(beta, flow_limit(problem, u0));
        EXPECT_GT(shift, shift_before);
        shift_before = shift;
    }
    EXPECT_GT(shift_before, 1e-3);
}

TEST(DescentLimits, StochasticStepsEndAtTheMinimiserOfASmallerStart) {
    const Problem problem = sparse_problem(10, 30);
    const HadamardNetwork model{MatrixView(problem.x)};
    for (const bool replacement : {false, true}) {
        StochasticOptions options;
        options.step_size = 5e-4;
        options.batch_size = 2;
        options.replacement = replacement;
        options.residual_tolerance = 1e-13;
        options.record_every = 1;
        options.max_steps = 400000;
        const auto result = stochastic_gradient(model, problem.y, product_start(30, 0.4), options);
        ASSERT_EQ(result.status, Status::converged);
        const Vector beta = model.coefficients(result.parameters);
        const Shrinking sums = shrinking(result.trajectory);
        EXPECT_LT(relative_distance(beta, predicted(problem, 0.4, sums)), 1e-10) << replacement;
        EXPECT_GT(sums.plus.minCoeff(), 1e-4);
    }
}

// Inputs +-1 and batches of one: E (step g)^2 = 4 step^2 N L with L = ||f - y||^2, the same for
// each coordinate, so alpha_inf^2 = alpha^2 exp(-4 step^2 N sum L) up to O(step^3) and the
// fluctuation of a martingale. In the scale of Pesme, Pillaud-Vivien, Flammarion (2021) this is
// their alpha exp(-2 gamma diag(X^T X / n) int L).
TEST(DescentLimits, StochasticNoiseShrinksTheStartAsPredicted) {
    constexpr Index samples = 10;
    Problem problem = sparse_problem(samples, 40);
    problem.x = problem.x.array().sign().matrix();
    problem.y = problem.x.leftCols(3).rowwise().sum() / std::sqrt(3.0);
    const HadamardNetwork model{MatrixView(problem.x)};
    StochasticOptions options;
    options.step_size = 2e-4;
    options.batch_size = 1;
    options.replacement = true;
    options.residual_tolerance = 1e-9;
    options.record_every = 1;
    options.max_steps = 400000;
    const double u0 = 0.2;
    const auto result = stochastic_gradient(model, problem.y, product_start(40, u0), options);
    ASSERT_EQ(result.status, Status::converged);

    double expected = 0.0;
    double variance = 0.0;
    double cubes = 0.0;
    const double step = options.step_size;
    const auto& path = result.trajectory;
    for (std::size_t k = 0; k + 1 < path.parameters.size(); ++k) {
        const Vector squares = (model(path.parameters[k]) - problem.y).cwiseAbs2();
        const Vector terms = std::pow(2.0 * static_cast<double>(samples) * step, 2) * squares;
        expected += terms.mean();
        variance += (terms.array() - terms.mean()).square().mean();
        cubes += terms.array().square().mean();
    }
    const Shrinking sums = shrinking(path);
    const Vector found = 0.5 * (sums.plus + sums.minus);
    // q(x) = x^2 + x^4 / 2 + ...
    EXPECT_NEAR(found[0], expected, 5.0 * std::sqrt(variance) + cubes);
    EXPECT_LT(found.maxCoeff() - found.minCoeff(), cubes + 1e-10);
    EXPECT_GT(expected, 10.0 * std::sqrt(variance));
    // The start that is predicted predicts the end: better than the one that was.
    const Vector beta = model.coefficients(result.parameters);
    const Vector shrunk = flow_limit(problem, u0 * std::exp(-0.5 * expected));
    EXPECT_LT(relative_distance(beta, shrunk),
              0.5 * relative_distance(beta, flow_limit(problem, u0)));
}

/// End point of descent on the u v network with momentum of this lambda and this 1 - momentum.
Vector momentum_limit(const Problem& problem, double lambda, double friction) {
    const HadamardNetwork model{MatrixView(problem.x)};
    DescentOptions options;
    options.step_size = lambda * friction * friction;
    options.momentum = 1.0 - friction;
    options.residual_tolerance = 1e-10;
    const auto result =
        gradient_descent(model, problem.y, product_start(problem.x.cols(), 0.3), options);
    EXPECT_EQ(result.status, Status::converged);
    return model.coefficients(result.parameters);
}

// Momentum b and step s discretise lambda w'' + w' = -grad L, lambda = s / (1 - b)^2, with time
// steps lambda (1 - b): at fixed lambda the end point converges at first order in 1 - b, to one
// that is not the flow's. Source: Papazov, Pesme, Flammarion (2024).
TEST(DescentLimits, MomentumCountsThroughLambda) {
    const Problem problem = sparse_problem(10, 30);
    const double lambda = 2e-2;
    const Vector coarse = momentum_limit(problem, lambda, 0.1);
    const Vector middle = momentum_limit(problem, lambda, 0.05);
    const Vector fine = momentum_limit(problem, lambda, 0.025);
    const double ratio = (coarse - middle).norm() / (middle - fine).norm();
    EXPECT_NEAR(ratio, 2.0, 0.4);
    const double from_flow = (fine - flow_limit(problem, 0.3)).norm();
    EXPECT_GT(from_flow, 3.0 * (middle - fine).norm());
    // A smaller lambda is closer to the flow.
    const Vector smaller = momentum_limit(problem, 0.1 * lambda, 0.05);
    EXPECT_LT((smaller - flow_limit(problem, 0.3)).norm(), 0.5 * from_flow);
}

}  // namespace
}  // namespace regimes
