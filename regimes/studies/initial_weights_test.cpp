// SPDX-License-Identifier: BSD-3-Clause
// Starts of any shape and bias: what a fit makes of them.
#include "regimes/studies/initial_weights.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/QR>
#include <cmath>
#include <numbers>

#include "regimes/core/random.hpp"
#include "regimes/studies/fit_run.hpp"

namespace regimes {
namespace {

using Method = FitOptions::Method;

Matrix normal_matrix(Index rows, Index cols, RandomStream& random) {
    Matrix x(rows, cols);
    for (Index i = 0; i < cols; ++i) x.col(i) = random.normals(rows);
    return x;
}

Vector weights(Index features, RandomStream& random) {
    return (0.4 * random.normals(features)).array().exp();
}

FitRecord fit(const Matrix& x, const Vector& y, const Initialization& start,
              const FitOptions& options) {
    return run_fit({{Table(nullptr, MatrixView(x)), y}, std::nullopt, start}, options);
}

/// Coefficients away from what uniform weights give: the start matters.
double distance(const FitPoint& one, const FitPoint& other) {
    return (one.coefficients - other.coefficients).norm() / other.coefficients.norm();
}

TEST(FitFromAnyStart, FlowEndsWhereTheExactEngineSays) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        RandomStream random(seed, "any start");
        const Matrix x = normal_matrix(8, 24, random);
        const Vector y = random.normals(8);
        Initialization shaped{.plus = weights(24, random)};
        Initialization biased{.plus = weights(24, random), .minus = weights(24, random)};
        FitOptions options;
        options.depths = {2.0, 3.0};
        options.log10_alphas = {0.2, -0.5};
        const FitRecord uniform = fit(x, y, {}, options);
        for (const Initialization& start : {shaped, biased}) {
            options.method = Method::exact;
            const FitRecord exact = fit(x, y, start, options);
            options.method = Method::flow;
            const FitRecord trained = fit(x, y, start, options);
            for (std::size_t k = 0; k < exact.points.size(); ++k) {
                ASSERT_EQ(exact.points[k].status, Status::converged);
                ASSERT_EQ(trained.points[k].status, Status::converged);
                EXPECT_LE(distance(trained.points[k], exact.points[k]), 1e-6);
                EXPECT_LE(*trained.points[k].limit_distance, 1e-6);
                EXPECT_LE(trained.points[k].stationarity_residual, 1e-5);
                EXPECT_GE(distance(exact.points[k], uniform.points[k]), 1e-3);
                EXPECT_NEAR(*trained.points[k].log10_regularizer_value,
                            std::log10(exact.points[k].regularizer_value), 1e-5);
            }
        }
    }
}

TEST(FitFromAnyStart, DescentOfSmallStepsEndsThereToo) {
    RandomStream random(9, "any start");
    const Matrix x = normal_matrix(5, 12, random);
    const Vector y = random.normals(5);
    const Initialization biased{.plus = weights(12, random), .minus = weights(12, random)};
    FitOptions options;
    options.depths = {2.0, 3.0};
    options.log10_alphas = {0.0};
    options.method = Method::descent;
    const auto off_limit = [&](double step_size) {
        options.simulation.steps.step_size = step_size;
        std::vector<double> distances;
        for (const FitPoint& point : fit(x, y, biased, options).points) {
            EXPECT_EQ(point.status, Status::converged);
            distances.push_back(*point.limit_distance);
        }
        return distances;
    };
    const auto coarse = off_limit(4e-5), fine = off_limit(1e-5);
    for (std::size_t k = 0; k < 2; ++k) {
        EXPECT_LE(coarse[k], 0.02);
        EXPECT_LE(fine[k], 0.3 * coarse[k]);  // first order: a quarter
    }
}

/// In the units of standardised features.
TEST(FitFromAnyStart, AShapeIsThatOfStandardizedFeatures) {
    RandomStream random(10, "any start");
    Matrix x = normal_matrix(6, 14, random);
    const Vector y = random.normals(6);
    const Initialization shaped{.plus = weights(14, random)};
    FitOptions options;
    options.log10_alphas = {-0.5};
    options.scaling.standardize = true;
    const FitRecord before = fit(x, y, shaped, options);
    x.col(3) *= 1000.0;
    const FitRecord after = fit(x, y, shaped, options);
    EXPECT_LE((before.points[0].standardized - after.points[0].standardized).norm(), 1e-9);
}

/// l in (-1, 1) with 4 l / (1 - l^2)^2 = z, by bisection.
double explicit_slope(double z) {
    double low = -1.0, high = 1.0;
    for (int k = 0; k < 200; ++k) {
        const double l = 0.5 * (low + high);
        (4.0 * l < z * (1.0 - l * l) * (1.0 - l * l) ? low : high) = l;
    }
    return 0.5 * (low + high);
}

/// Of min ||w - alpha w0||^2 with w_+^2 - w_-^2 = beta the weights are alpha w0 / (1 -+ l), and
/// half the gradient by beta is l: in the row space of X where beta is the least.
TEST(FitFromAnyStart, TheExplicitRegulariserTakesAShape) {
    RandomStream random(11, "any start");
    const Index d = 15;
    const Matrix x = normal_matrix(6, d, random);
    const Vector y = random.normals(6);
    const Vector w0 = weights(d, random);
    FitOptions options;
    options.log10_alphas = {1.0, 0.0, -1.0, -3.0};
    options.regularization = Regularization::explicit_;
    const FitRecord record = fit(x, y, {.plus = w0}, options);
    for (const FitPoint& point : record.points) {
        ASSERT_EQ(point.status, Status::converged);
        EXPECT_EQ(*point.depth, 2.0);
        EXPECT_LE((x * point.coefficients - y).norm(), 1e-10);
        EXPECT_NEAR(point.l1_norm, point.coefficients.lpNorm<1>(), 1e-12);
        const double alpha = std::pow(10.0, *point.log10_alpha);
        Vector l(d);
        double cost = 0.0;
        for (Index i = 0; i < d; ++i) {
            const double start = alpha * w0[i];
            l[i] = explicit_slope(point.coefficients[i] / (start * start));
            const double plus = start / (1.0 - l[i]), minus = start / (1.0 + l[i]);
            cost += (plus - start) * (plus - start) + (minus - start) * (minus - start);
        }
        const Vector nu = x.transpose().colPivHouseholderQr().solve(l);
        EXPECT_LE((x.transpose() * nu - l).norm(), 1e-8 * l.norm()) << alpha;
        EXPECT_NEAR(point.regularizer_value / cost, 1.0, 1e-8) << alpha;
        EXPECT_NEAR(*point.log10_regularizer_value, std::log10(cost), 1e-8) << alpha;
    }
    const FitRecord uniform = fit(x, y, {}, options);
    const FitRecord ones = fit(x, y, {.plus = Vector::Ones(d)}, options);
    for (std::size_t k = 0; k < ones.points.size(); ++k) {
        EXPECT_LE(distance(ones.points[k], uniform.points[k]), 1e-12);
    }
}

}  // namespace
}  // namespace regimes
