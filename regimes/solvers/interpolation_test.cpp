// SPDX-License-Identifier: BSD-3-Clause
// The exact engine against closed forms and invariances. Accuracy over all depths and scales is
// held to tables of many digits in tests/oracle/.
#include "regimes/solvers/interpolation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/regularizers/registry.hpp"
#include "regimes/solvers/minimum_l2.hpp"

namespace regimes {
namespace {

using RowMatrix = Eigen::Matrix<double, -1, -1, Eigen::RowMajor>;

constexpr double ln10 = std::numbers::ln10;

Matrix normal_matrix(RandomStream& random, Index rows, Index cols) {
    Matrix x(rows, cols);
    for (Index i = 0; i < cols; ++i) x.col(i) = random.normals(rows);
    return x;
}

void expect_proven(const Solution& solution, const std::string& what) {
    EXPECT_EQ(solution.status, Status::converged) << what;
    EXPECT_LE(solution.certificate.primal_residual, 1e-12) << what;
    EXPECT_LE(solution.certificate.stationarity_residual, 1e-9) << what;
    EXPECT_LE(std::fabs(solution.certificate.duality_gap), 1e-9) << what;
}

std::string at(const Solution& solution) {
    return "depth " + std::to_string(solution.depth) + ", log10 alpha " +
           std::to_string(solution.log_alpha / ln10);
}

TEST(Interpolation, OneEquationOfEqualColumnsSharesEqually) {
    const Matrix x{{2.0, 2.0, 2.0}};
    for (const double depth : {2.0, 2.3, 3.0, 10.0}) {
        for (const double log10_alpha : {5.0, 0.0, -2.0, -40.0, -300.0}) {
            const Solution solution =
                interpolate(x, Vector{{3.0}}, {.depth = depth, .log_alpha = log10_alpha * ln10});
            expect_proven(solution, at(solution));
            EXPECT_LE((solution.coefficients - Vector::Constant(3, 0.5)).norm(), 1e-15);
        }
    }
}

TEST(Interpolation, DepthTwoOfTwoColumnsIsAPolynomial) {
    // x = (1, 2), y: with u = e^nu, alpha^2 (u - 1/u) + 2 alpha^2 (u^2 - 1/u^2) = y.
    const Matrix x{{1.0, 2.0}};
    for (const double alpha : {3.0, 1.0, 0.1, 1e-3}) {
        for (const double nu : {1e-4, 0.5, 2.0, 8.0}) {
            const Vector beta{
                {2.0 * alpha * alpha * std::sinh(nu), 2.0 * alpha * alpha * std::sinh(2.0 * nu)}};
            const Solution solution =
                interpolate(x, x * beta, {.depth = 2.0, .log_alpha = std::log(alpha)});
            expect_proven(solution, at(solution));
            EXPECT_LE((solution.coefficients - beta).norm(), 1e-13 * beta.norm()) << nu;
        }
    }
}

TEST(Interpolation, AnyDualMakesItsOwnProblem) {
    // beta = (R')^-1(X^T nu) solves the problem y = X beta: thousands of problems with known
    // answers.
    RandomStream random(11, "any dual");
    int solved = 0;
    for (int problem = 0; problem < 1000; ++problem) {
        const auto n = static_cast<Index>(1 + random.below(6));
        const auto d = static_cast<Index>(1 + random.below(30));
        const Matrix x = normal_matrix(random, n, d);
        Initialization start{.depth = random.below(2) == 0 ? 2.0 : 2.0 + 6.0 * random.uniform(),
                             .log_alpha = 4.0 * random.uniform() - 2.0};
        const auto kind = random.below(3);
        if (kind > 0) start.plus = (0.3 * random.normals(d)).array().exp();
        if (kind > 1) start.minus = (0.3 * random.normals(d)).array().exp();
        const auto regularizer = implicit_regularizer(start);
        // Within the range of the gradient, which is bounded for D > 2.
        const Vector direction = random.normals(n);
        const Vector s = x.transpose() * direction;
        double reach = 3.0;
        for (Index i = 0; i < d; ++i) {
            const double rim =
                std::min(regularizer->gradient(i, 1e3), -regularizer->gradient(i, -1e3));
            reach = std::min(reach, 0.8 * rim / std::fabs(s[i]));
        }
        if (!(reach > 0.0)) continue;  // biased so far that nu = 0 is outside
        const Vector beta = regularizer->inverse_gradient(reach * s);
        const Solution solution = interpolate(x, x * beta, start);
        expect_proven(solution, "problem " + std::to_string(problem) + ", " + at(solution));
        EXPECT_LE((solution.coefficients - beta).norm(), 1e-9 * beta.norm()) << problem;
        ++solved;
    }
    EXPECT_GT(solved, 800);
}

TEST(Interpolation, BiasedStartThatFitsStaysWhereItIs) {
    RandomStream random(12, "biased");
    const Matrix x = normal_matrix(random, 4, 9);
    for (const double depth : {2.0, 3.0, 5.0}) {
        Initialization start{.depth = depth, .log_alpha = -0.5};
        start.plus = random.normals(9).array().exp();
        start.minus = random.normals(9).array().exp();
        const Vector beta = initial_coefficients(start);
        const Solution solution = interpolate(x, x * beta, start);
        EXPECT_EQ(solution.status, Status::converged);
        EXPECT_LE((solution.coefficients - beta).norm(), 1e-11 * beta.norm()) << depth;
    }
}

TEST(Interpolation, PathIsTheSameAsEachPointAlone) {
    RandomStream random(13, "path");
    const Matrix x = normal_matrix(random, 12, 60);
    const Vector y = random.normals(12);
    for (const double depth : {2.0, 3.0, 8.0}) {
        const std::vector<double> log_alphas = {-3.0 * ln10, 2.0 * ln10, -30.0 * ln10, 0.0};
        const auto path = interpolation_path(x, y, {.depth = depth}, log_alphas);
        ASSERT_EQ(path.size(), 4U);
        for (std::size_t k = 0; k < path.size(); ++k) {
            EXPECT_EQ(path[k].log_alpha, log_alphas[k]);
            const Solution alone = interpolate(x, y, {.depth = depth, .log_alpha = log_alphas[k]});
            expect_proven(path[k], at(path[k]));
            expect_proven(alone, at(alone));
            EXPECT_LE((path[k].coefficients - alone.coefficients).norm(), 1e-11 * alone.l2_norm);
        }
    }
}

TEST(Interpolation, ThreadsAndStorageOrderDoNotShow) {
    RandomStream random(14, "threads");
    const Matrix x = normal_matrix(random, 30, 40000);
    const Vector y = random.normals(30);
    const Initialization start{.depth = 2.0, .log_alpha = -2.0 * ln10};
    const auto solve = [&](const MatrixView& view, int threads) {
        return interpolate(view, y, start, Regularization::implicit, {.threads = threads});
    };
    const Solution one = solve(x, 1);
    expect_proven(one, "one thread");
    EXPECT_EQ(solve(x, 2).coefficients, one.coefficients);
    EXPECT_EQ(solve(x, 5).coefficients, one.coefficients);
    const RowMatrix by_rows = x;
    const Solution other = solve(by_rows, 1);
    EXPECT_LE((other.coefficients - one.coefficients).norm(), 1e-11 * one.l2_norm);
}

TEST(Interpolation, ExplicitRegulariserIsTheImplicitOneOfDepthFour) {
    RandomStream random(15, "explicit");
    const Matrix x = normal_matrix(random, 6, 20);
    const Vector y = random.normals(6);
    for (const double log_alpha : {2.0, -1.0, -8.0}) {
        const Solution explicit_one =
            interpolate(x, y, {.depth = 2.0, .log_alpha = log_alpha}, Regularization::explicit_);
        const Solution depth_four = interpolate(x, y, {.depth = 4.0, .log_alpha = 0.5 * log_alpha});
        expect_proven(explicit_one, at(explicit_one));
        EXPECT_EQ(explicit_one.coefficients, depth_four.coefficients);
    }
}

TEST(Interpolation, CancelsOnRequest) {
    struct Impatient final : Observer {
        void report(const Progress&) override {}
        bool cancelled() const override { return true; }
    } observer;
    RandomStream random(16, "cancel");
    const Matrix x = normal_matrix(random, 10, 50);
    const auto path =
        interpolation_path(x, random.normals(10), {.depth = 2.0}, {-ln10, -100.0 * ln10},
                           Regularization::implicit, {.observer = &observer});
    EXPECT_EQ(path[1].status, Status::cancelled);
}

TEST(Interpolation, MisuseNamesTheArgument) {
    using ::testing::HasSubstr;
    using ::testing::ThrowsMessage;
    using Error = std::invalid_argument;
    const Matrix x{{1.0, 2.0}};
    const Vector y{{1.0}};
    const auto solve = [&](const Initialization& start, const InterpolationOptions& options = {},
                           Regularization regularization = Regularization::implicit) {
        return [&x, &y, start, options, regularization] {
            interpolate(x, y, start, regularization, options);
        };
    };
    EXPECT_THAT(solve({.depth = 1.5}), ThrowsMessage<Error>(HasSubstr("depth: 1.5")));
    EXPECT_THAT(solve({.log_alpha = INFINITY}), ThrowsMessage<Error>(HasSubstr("log_alpha: inf")));
    EXPECT_THAT(solve({.plus = Vector{{1.0}}}), ThrowsMessage<Error>(HasSubstr("plus: 1 entries")));
    EXPECT_THAT(solve({.plus = Vector{{1.0, -1.0}}}), ThrowsMessage<Error>(HasSubstr("plus")));
    EXPECT_THAT(solve({}, {.primal_tolerance = 0.0}),
                ThrowsMessage<Error>(HasSubstr("primal_tolerance: 0")));
    EXPECT_THAT(solve({}, {.stationarity_tolerance = -1.0}),
                ThrowsMessage<Error>(HasSubstr("stationarity_tolerance: -1")));
    EXPECT_THAT(solve({}, {.gap_tolerance = 0.0}),
                ThrowsMessage<Error>(HasSubstr("gap_tolerance: 0")));
    EXPECT_THAT(solve({}, {.max_iterations = 0}),
                ThrowsMessage<Error>(HasSubstr("max_iterations: 0")));
    EXPECT_THAT(solve({}, {.threads = -1}), ThrowsMessage<Error>(HasSubstr("threads: -1")));
    EXPECT_THAT(solve({.depth = 3.0}, {}, Regularization::explicit_),
                ThrowsMessage<Error>(HasSubstr("depth: 3")));
}

}  // namespace
}  // namespace regimes
