// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/balancedness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/models/matrix_factorization_start.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr double infinity = std::numeric_limits<double>::infinity();

Matrix inputs(Index samples, Index features) {
    return RandomStream(1, "x").normals(samples * features).reshaped(samples, features);
}

Vector labels(const Model& model) { return RandomStream(2, "y").normals(model.outputs()); }

/// grad L = 2 J^T (f - y).
Vector gradient(const Model& model, const Vector& w, const Vector& y) {
    Vector out(w.size());
    model.jacobian_transposed_times(w, 2.0 * (model(w) - y), out);
    return out;
}

/// Gradient flow by the classical Runge-Kutta method; its error falls with the step's 4th power.
Vector flow(const Model& model, Vector w, double time, int steps) {
    const Vector y = labels(model);
    const double h = time / steps;
    for (int n = 0; n < steps; ++n) {
        const Vector a = -gradient(model, w, y);
        const Vector b = -gradient(model, w + 0.5 * h * a, y);
        const Vector c = -gradient(model, w + 0.5 * h * b, y);
        const Vector d = -gradient(model, w + h * c, y);
        w += h / 6.0 * (a + 2.0 * b + 2.0 * c + d);
    }
    return w;
}

Vector one_step(const Model& model, const Vector& w, double step) {
    return w - step * gradient(model, w, labels(model));
}

/// The flow leaves the quantity alone: what is seen falls with the step as the method's error does
/// (16 times, of which 10 are asked for), from a level far below what the weights themselves did.
template <typename AnyModel>
void expect_conserved(const AnyModel& model, const Vector& start) {
    const Vector coarse = flow(model, start, 0.25, 500);
    const Vector fine = flow(model, start, 0.25, 1000);
    ASSERT_GT((fine - start).norm(), 0.05 * start.norm());
    EXPECT_LT(balancedness_drift(model, start, coarse), 1e-6);
    EXPECT_LT(balancedness_drift(model, start, fine),
              0.1 * balancedness_drift(model, start, coarse) + 1e-14);
}

TEST(Balancedness, OfDiagonalNetworksIsConservedByTheFlow) {
    const Matrix x = inputs(3, 6);
    const Vector plus = 0.7 + 0.3 * RandomStream(3, "plus").normals(6).array().tanh().abs();
    for (const double depth : {2.0, 2.5, 3.0, 4.0}) {
        const DiagonalNetwork network{MatrixView(x), depth};
        expect_conserved(network, diagonal_network_start(6, std::log(0.8)));
        expect_conserved(network, diagonal_network_start(6, std::log(0.8), plus, Vector::Ones(6)));
    }
}

TEST(Balancedness, OfHadamardNetworksIsConservedByTheFlow) {
    const Matrix x = inputs(3, 6);
    expect_conserved(HadamardNetwork{MatrixView(x)}, 0.7 * RandomStream(3, "w").normals(12));
}

TEST(Balancedness, OfMatrixFactorizationsIsConservedByTheFlow) {
    const auto entries = observed_entries(3, 4, {{0, 0}, {1, 2}, {2, 3}, {2, 1}, {0, 3}});
    for (const Index width : {2, 8, 40}) {  // 14 = 2 (d1 + d2): both ways to compute
        const MatrixFactorization model(entries, width);
        const double scale = 1.0 / std::sqrt(static_cast<double>(width));
        expect_conserved(model, scale * RandomStream(3, "w").normals(model.parameters()));
    }
}

/// One step of descent at depth 2 multiplies w_+ by 1 - 4 eta g and w_- by 1 + 4 eta g, g = X^T r:
/// their product changes by 16 eta^2 g^2, relatively.
TEST(Balancedness, DriftOfOneStepAtDepthTwo) {
    const Matrix x = inputs(3, 6);
    const DiagonalNetwork network{MatrixView(x)};
    for (const double alpha : {1.0, 1e-3, 1e-200}) {
        const Vector start = diagonal_network_start(6, std::log(alpha));
        const Vector g = x.transpose() * (network(start) - labels(network));
        const double expected = 16.0 * 1e-4 * g.cwiseAbs2().maxCoeff();
        EXPECT_NEAR(balancedness_drift(network, start, one_step(network, start, 0.01)) / expected,
                    1.0, 1e-12);
    }
}

/// At depth 3 a weight that doubles from 1, the other held, takes 1 + 1 to 1/2 + 1: a quarter.
TEST(Balancedness, DriftAtDepthThree) {
    const Matrix x = inputs(1, 1);
    const DiagonalNetwork network{MatrixView(x), 3.0};
    EXPECT_DOUBLE_EQ(balancedness_drift(network, Vector{{1, 1}}, Vector{{2, 1}}), 0.25);
    EXPECT_DOUBLE_EQ(balancedness_drift(network, Vector{{1e-300, 1e-300}}, Vector{{1, 5e-301}}),
                     0.0);
    EXPECT_EQ(balancedness_drift(network, Vector{{1, 1}}, Vector{{-1, 1}}), infinity);
}

/// One step of descent takes u^2 - v^2 to (u^2 - v^2)(1 - 4 eta^2 g^2).
TEST(Balancedness, DriftOfOneStepOfAHadamardNetwork) {
    const Matrix x{{1.5}};
    const HadamardNetwork network{MatrixView(x)};
    const Vector start{{2.0, 0.5}};
    const Vector end = one_step(network, start, 0.01);
    const double g = 1.5 * (1.5 * 1.0 - labels(network)[0]);
    const double change = 4.0 * 1e-4 * g * g * (4.0 - 0.25);
    EXPECT_NEAR(balancedness_drift(network, start, end),
                change / std::max(start.squaredNorm(), end.squaredNorm()), 1e-15);
    EXPECT_NEAR(balancedness_drift(network, 1e-200 * start, 1e-200 * end),
                balancedness_drift(network, start, end), 1e-15);
    EXPECT_EQ(balancedness_drift(network, Vector::Zero(2), Vector::Zero(2)), 0.0);
}

/// One step changes U^T U - V^T V by 4 eta^2 (V^T R^T R V - U^T R R^T U), R = sum r_n X_n.
TEST(Balancedness, DriftOfOneStepOfAMatrixFactorization) {
    const std::vector<Matrix> x = {inputs(3, 4)};
    for (const Index width : {3, 30}) {
        const MatrixFactorization model(dense_measurements(x), width);
        const Vector start = RandomStream(4, "w").normals(model.parameters());
        const Vector end = one_step(model, start, 0.001);
        const Matrix r = (model(start) - labels(model))[0] * x[0];
        const Matrix u = model.left(start);
        const Matrix v = model.right(start);
        const Matrix ru = r.transpose() * u;
        const Matrix rv = r * v;
        const double change = 4e-6 * (rv.transpose() * rv - ru.transpose() * ru).norm();
        const auto size = [&](const Vector& w) {
            return (model.left(w).transpose() * model.left(w)).norm() +
                   (model.right(w).transpose() * model.right(w)).norm();
        };
        EXPECT_NEAR(balancedness_drift(model, start, end),
                    change / std::max(size(start), size(end)), 1e-14);
        EXPECT_NEAR(balancedness_drift(model, 1e-250 * start, 1e-250 * end),
                    change / std::max(size(start), size(end)), 1e-14);
    }
}

TEST(Balancedness, NothingMovedNothingDrifted) {
    const Matrix x = inputs(3, 6);
    const Vector w = RandomStream(5, "w").normals(12).cwiseAbs();
    EXPECT_EQ(balancedness_drift(DiagonalNetwork{MatrixView(x)}, w, w), 0.0);
    EXPECT_EQ(balancedness_drift(DiagonalNetwork{MatrixView(x), 5.0}, w, w), 0.0);
    EXPECT_EQ(balancedness_drift(HadamardNetwork{MatrixView(x)}, w, w), 0.0);
    const MatrixFactorization model(observed_entries(2, 2, {{0, 0}}), 3);
    EXPECT_LT(balancedness_drift(model, w, w), 1e-15);
    const MatrixFactorization wide(observed_entries(2, 2, {{0, 0}}), 50);
    const Vector many = RandomStream(5, "w").normals(200);
    EXPECT_LT(balancedness_drift(wide, many, many), 1e-14);
}

TEST(Balancedness, MisuseNamesTheArgumentAndLostRunsAreInfinite) {
    const Matrix x = inputs(1, 1);
    const DiagonalNetwork two{MatrixView(x)};
    const DiagonalNetwork three{MatrixView(x), 3.0};
    const HadamardNetwork product{MatrixView(x)};
    const MatrixFactorization matrix(observed_entries(1, 1, {{0, 0}}), 1);
    const Vector ones = Vector::Ones(2);
    const Vector lost{{1.0, NAN}};
    const auto throws = [](const char* text) {
        return ThrowsMessage<std::invalid_argument>(HasSubstr(text));
    };
    EXPECT_EQ(balancedness_drift(two, ones, lost), infinity);
    EXPECT_EQ(balancedness_drift(product, ones, lost), infinity);
    EXPECT_EQ(balancedness_drift(matrix, ones, lost), infinity);
    EXPECT_THAT([&] { balancedness_drift(matrix, lost, ones); },
                throws("start: entry 1 is nan, a finite number expected"));
    EXPECT_THAT(
        [&] {
            balancedness_drift(two, Vector{{0.0, 1.0}}, ones);
        },
        throws("start: entry 0 is 0, a non-zero number expected"));
    EXPECT_THAT(
        [&] {
            balancedness_drift(three, Vector{{1.0, -1.0}}, ones);
        },
        throws("start: entry 1 is -1, a positive number expected"));
    EXPECT_THAT([&] { balancedness_drift(product, Vector::Ones(3), ones); },
                throws("start: 3 entries given, 2 expected"));
    EXPECT_THAT([&] { balancedness_drift(product, ones, Vector::Ones(3)); },
                throws("end: 3 entries given, 2 expected"));
}

}  // namespace
}  // namespace regimes
