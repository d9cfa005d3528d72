// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/dual_flow.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <cmath>
#include <numbers>

#include "regimes/dynamics/cvode.hpp"
#include "regimes/dynamics/gradient_flow.hpp"
#include "regimes/dynamics/problem_test.hpp"
#include "regimes/models/diagonal_network.hpp"

namespace regimes {
namespace {

using dynamics_test::CancelAfter;
using dynamics_test::misuse;
using dynamics_test::Problem;
using dynamics_test::relative_distance;
using dynamics_test::sparse_problem;
using ::testing::HasSubstr;

/// Largest distance of the two trajectories, relative to the largest coefficients on the way.
double trajectory_distance(const Problem& problem, const Initialization& initialization,
                           const std::vector<double>& times, double tolerance = 1e-9) {
    FlowOptions options;
    options.relative_tolerance = tolerance;
    options.absolute_tolerance = 1e-2 * tolerance;
    options.snapshots = times;
    options.max_time = times.back();
    options.residual_tolerance = 1e-300;  // go on to the last time
    const DiagonalNetwork model(MatrixView(problem.x), initialization.depth);
    const Vector start = diagonal_network_start(problem.x.cols(), initialization.log_alpha,
                                                initialization.plus, initialization.minus);
    const auto full = gradient_flow(model, problem.y, start, options).trajectory;
    const auto dual = dual_flow(problem.x, problem.y, initialization, options).trajectory;
    EXPECT_EQ(full.times, times);
    EXPECT_EQ(dual.times, times);
    double largest = 0.0;
    double distance = 0.0;
    for (std::size_t n = 0; n < times.size(); ++n) {
        const Vector beta = model.coefficients(full.parameters[n]);
        largest = std::max(largest, beta.norm());
        distance = std::max(distance, (beta - dual.parameters[n]).norm());
    }
    return distance / largest;
}

// alpha = 0.01 at depth 5 is past the change from N unknowns to d.
TEST(DualFlow, IsTheFullFlowAtEveryTime) {
    const Problem problem = sparse_problem(10, 40);
    for (const double depth : {2.0, 2.5, 3.0, 5.0}) {
        for (const double alpha : {1.0, 0.1, 0.01}) {
            const double unit = std::pow(alpha, 2.0 - depth) * (alpha < 1.0 ? 1.0 : 0.01);
            const std::vector<double> times = {0.0, 0.003 * unit, 0.01 * unit, 0.03 * unit,
                                               0.1 * unit};
            const Initialization start{.depth = depth, .log_alpha = std::log(alpha)};
            EXPECT_LT(trajectory_distance(problem, start, times), 1e-5) << depth << ' ' << alpha;
        }
    }
}

TEST(DualFlow, IsTheFullFlowForShapesAndBias) {
    const Problem problem = sparse_problem(10, 40);
    RandomStream stream(1, "shape");
    const auto shape = [&] { return Vector((0.5 * stream.normals(40).array()).exp()); };
    for (const double depth : {2.0, 3.0}) {
        Initialization start{.depth = depth, .log_alpha = std::log(0.1), .plus = shape()};
        const std::vector<double> times = {0.01, 0.1, 0.3, 1.0};
        EXPECT_LT(trajectory_distance(problem, start, times), 1e-5) << depth;
        start.minus = shape();
        EXPECT_LT(trajectory_distance(problem, start, times), 1e-5) << depth;
        // ... and where d unknowns are integrated (depth 3: slacks above 1e5).
        start.log_alpha = std::log(1e-5);
        EXPECT_LT(trajectory_distance(problem, start, {1.0, 1e3, 1e4, 1.5e4}), 1e-5) << depth;
    }
}

// Many features, most of them too small to matter for long: they are left out until they do. The
// second X has columns of equal norm, so that at the start none is nearer than another.
TEST(DualFlow, FeaturesLeftOutForAWhileAreNotMissed) {
    Problem problem = sparse_problem(8, 300);
    const Initialization start{.depth = 3.0, .log_alpha = std::log(1e-3)};
    const std::vector<double> times = {30.0, 100.0, 200.0, 400.0, 1000.0};
    EXPECT_LT(trajectory_distance(problem, start, times), 1e-5);
    problem.x = problem.x.unaryExpr([](double x) { return x > 0.0 ? 1.0 : -1.0; });
    EXPECT_LT(trajectory_distance(problem, start, times, 1e-11), 1e-5);
    EXPECT_LT(trajectory_distance(problem, {.log_alpha = std::log(1e-6)}, {0.3, 1.0, 2.0, 5.0}),
              1e-5);
}

/// The logistic flow of all 2 d weights, dw/dt = -grad L.
std::vector<Vector> full_logistic_flow(const Matrix& x, const Vector& y, double depth, double alpha,
                                       const std::vector<double>& times) {
    const Index d = x.cols();
    const auto coefficients = [&](ConstVectorRef w) {
        return Vector(w.head(d).array().pow(depth) - w.tail(d).array().pow(depth));
    };
    Ode ode;
    ode.rate = [&](ConstVectorRef w, VectorRef out) {
        const Vector margins = y.cwiseProduct(x * coefficients(w));
        const Vector pull = x.transpose() * (y.array() / (1.0 + margins.array().exp())).matrix();
        out.head(d) = depth * w.head(d).array().pow(depth - 1.0) * pull.array();
        out.tail(d) = -depth * w.tail(d).array().pow(depth - 1.0) * pull.array();
    };
    Cvode cvode(ode, Vector::Constant(2 * d, alpha),
                {.relative = 1e-12, .absolute = Vector::Constant(2 * d, 1e-14 * alpha)});
    std::vector<Vector> path;
    Vector w(2 * d);
    for (const double time : times) {
        while (cvode.time() < time) EXPECT_TRUE(cvode.step());
        cvode.look_back(cvode.time() - time, w);
        path.push_back(coefficients(w));
    }
    return path;
}

TEST(DualFlow, LogisticLossIsTheFullFlow) {
    const Problem problem = sparse_problem(12, 30);
    const Vector y = problem.y.unaryExpr([](double value) { return value > 0.0 ? 1.0 : -1.0; });
    const std::vector<double> times = {0.1, 1.0, 3.0, 10.0, 30.0};
    for (const double depth : {2.0, 3.0}) {
        for (const double alpha : {1.0, 0.1}) {
            const auto full = full_logistic_flow(problem.x, y, depth, alpha, times);
            FlowOptions options;
            options.relative_tolerance = 1e-11;
            options.residual_tolerance = 1e-300;
            options.snapshots = times;
            options.max_time = times.back();
            const auto dual =
                dual_flow(problem.x, y, {.depth = depth, .log_alpha = std::log(alpha)}, options,
                          SampleLoss::logistic);
            ASSERT_EQ(dual.trajectory.times, times);
            for (std::size_t k = 0; k < times.size(); ++k) {
                EXPECT_LT(relative_distance(dual.trajectory.parameters[k], full[k]), 1e-8)
                    << depth << ' ' << alpha << ' ' << times[k];
            }
        }
    }
}

// asinh(beta / (2 alpha^2)) = X^T mu: orthogonal to the null space of X, whatever the tolerance.
TEST(DualFlow, EveryRecordedTimeIsOnTheManifold) {
    const Problem problem = sparse_problem(10, 40);
    FlowOptions options;
    options.relative_tolerance = 1e-2;
    options.record_steps = true;
    const double alpha = 1e-3;
    const auto result = dual_flow(problem.x, problem.y, {.log_alpha = std::log(alpha)}, options);
    ASSERT_GT(result.trajectory.parameters.size(), 10U);
    const Eigen::HouseholderQR<Matrix> rows(problem.x.transpose());
    for (const Vector& beta : result.trajectory.parameters) {
        const Vector xi =
            (beta / (2.0 * alpha * alpha)).unaryExpr([](double x) { return std::asinh(x); });
        Vector inside = rows.householderQ().transpose() * xi;
        inside.head(10).setZero();
        EXPECT_LT(inside.norm(), 1e-10 * (1.0 + xi.norm()));
    }
}

TEST(DualFlow, HalfTheToleranceBoundsTheErrorInTime) {
    const Problem problem = sparse_problem(20, 100);
    const auto at = [&](double tolerance) {
        FlowOptions options;
        options.relative_tolerance = tolerance;
        options.residual_tolerance = 1e-6;
        for (int k = 0; k <= 60; ++k) options.snapshots.push_back(std::pow(10.0, -2.0 + 0.1 * k));
        return dual_flow(problem.x, problem.y, {.depth = 3.0, .log_alpha = std::log(1e-2)}, options)
            .trajectory;
    };
    const auto exact = at(1e-9);
    const auto coarse = at(1e-3);
    const auto half = at(5e-4);
    for (std::size_t k = 0; k < half.times.size(); ++k) {
        const auto error = [&](const Trajectory& path, const Trajectory& truth) {
            return (problem.x * (path.parameters[k] - truth.parameters[k])).norm() /
                   problem.y.norm();
        };
        EXPECT_LT(error(half, exact), 2.0 * error(half, coarse) + 1e-5) << half.times[k];
        EXPECT_LT(error(coarse, exact), 1e-3) << half.times[k];
    }
}

TEST(DualFlow, LabelsOfTheLogisticLossAreSigns) {
    const Matrix x = Matrix::Ones(2, 3);
    EXPECT_THAT(misuse([&] {
                    dual_flow(x, Vector{{1.0, 0.0}}, {}, dual_flow_options(), SampleLoss::logistic);
                }),
                HasSubstr("y: 0 given in row 1, 1 or -1 expected"));
}

// One feature, one sample, x = 1: with S = w_+^2 + w_-^2, beta = 2 a sinh(xi), dxi/dt = 8 (y -
// beta). In e^xi this is a Riccati equation with the roots e^xi_1 = (y + sqrt(y^2 + 4 a^2)) / (2 a)
// and -e^-xi_1: (e^xi_1 - e^xi) / (e^xi + e^-xi_1) falls as exp(-8 t sqrt(y^2 + 4 a^2)).
TEST(DualFlow, ClosedFormOfOneFeature) {
    const Matrix x = Matrix::Ones(1, 1);
    for (const double log_alpha : {0.0, -2.0, -20.0, -300.0}) {
        const double a = std::exp(2.0 * log_alpha);
        const double y = 1.5;
        const double root = std::hypot(y, 2.0 * a);
        FlowOptions options;
        options.relative_tolerance = 1e-9;
        options.residual_tolerance = 1e-3;
        const auto result = dual_flow(x, y * Vector::Ones(1), {.log_alpha = log_alpha}, options);
        ASSERT_EQ(result.status, Status::converged);
        // z = a e^xi, from z - a^2 / z = beta
        const double z1 = 0.5 * (y + root);
        const double beta = result.parameters[0];
        const double z = 0.5 * (beta + std::hypot(beta, 2.0 * a));
        const double log_start = std::log(z1 - a) - 2.0 * log_alpha - std::log1p(a / z1);
        // (z1 - a) / (a + a^2 / z1) at the start, (z1 - z) / (z + a^2 / z1) at the end
        const double log_end = std::log((z1 - z) / (z + a * a / z1));
        EXPECT_NEAR(result.time * 8.0 * root / (log_start - log_end), 1.0, 1e-5) << log_alpha;
    }
}

TEST(DualFlow, TinyStartsDoNotStall) {
    const Problem problem = sparse_problem(8, 20);
    struct Case {
        double depth;
        double log10_alpha;
    };
    for (const Case c : {Case{2.0, -30.0},
                         {2.0, -300.0},
                         {2.0, -10000.0},
                         {3.0, -30.0},
                         {3.0, -200.0},
                         {5.0, -30.0}}) {
        const Initialization start{.depth = c.depth,
                                   .log_alpha = c.log10_alpha * std::numbers::ln10};
        const auto result = dual_flow(problem.x, problem.y, start);
        EXPECT_EQ(result.status, Status::converged) << c.depth << ' ' << c.log10_alpha;
        EXPECT_LE(result.relative_residual, 1e-8);
        // The first weights take alpha^(2-D) to leave, up to a factor of order 1.
        const double expected =
            c.depth == 2.0 ? std::log(-start.log_alpha) : (2.0 - c.depth) * start.log_alpha;
        EXPECT_NEAR(result.log_time, expected, 5.0);
    }
}

TEST(DualFlow, HugeStartsConverge) {
    const Problem problem = sparse_problem(8, 20);
    const Vector least_norm =
        problem.x.transpose() * (problem.x * problem.x.transpose()).llt().solve(problem.y);
    for (const double depth : {2.0, 3.0, 5.0}) {
        for (const double log_alpha : {10.0, 70.0}) {
            const auto result =
                dual_flow(problem.x, problem.y, {.depth = depth, .log_alpha = log_alpha});
            EXPECT_EQ(result.status, Status::converged) << depth << ' ' << log_alpha;
            EXPECT_LT(relative_distance(result.parameters, least_norm), 1e-6);
        }
    }
}

TEST(DualFlow, CancelledOnRequest) {
    const Problem problem = sparse_problem(8, 20);
    CancelAfter observer(7);
    FlowOptions options;
    options.observer = &observer;
    const auto result = dual_flow(problem.x, problem.y, {}, options);
    EXPECT_EQ(result.status, Status::cancelled);
    EXPECT_EQ(result.steps, 7);
    EXPECT_TRUE(result.parameters.allFinite());
    EXPECT_TRUE(observer.in_order);
}

TEST(DualFlow, NothingToLearnEndsAtOnce) {
    const Problem problem = sparse_problem(8, 20);
    const auto result = dual_flow(problem.x, Vector::Zero(8), {.log_alpha = -1.0});
    EXPECT_EQ(result.status, Status::converged);
    EXPECT_EQ(result.steps, 0);
    EXPECT_EQ(result.parameters.norm(), 0.0);
}

TEST(DualFlow, MisuseNamesArgumentValueAndExpectation) {
    const Matrix x = Matrix::Ones(2, 3);
    const Vector y = Vector::Ones(2);
    const auto run = [&](const Vector& targets, const Initialization& start) {
        return misuse([&] { dual_flow(x, targets, start); });
    };
    EXPECT_THAT(run(Vector::Ones(3), {}), HasSubstr("y: 3 entries given"));
    EXPECT_THAT(run(NAN * y, {}), HasSubstr("row 0"));
    EXPECT_THAT(run(y, {.depth = 1.5}), HasSubstr("depth: 1.5"));
    EXPECT_THAT(run(y, {.plus = Vector::Ones(2)}), HasSubstr("plus: 2 entries"));
    EXPECT_THAT(run(y, {.log_alpha = 400.0}), HasSubstr("log_alpha: 400"));
    EXPECT_THAT(run(y, {.depth = 5.0, .log_alpha = -300.0}), HasSubstr("log_alpha: -300"));
    EXPECT_THAT(misuse([&] { dual_flow(Matrix(0, 0), y, {}); }), HasSubstr("x: 0 x 0"));
    EXPECT_THAT(misuse([&] { dual_flow(x, y, {}, {.max_steps = 0}); }), HasSubstr("max_steps"));
}

}  // namespace
}  // namespace regimes
