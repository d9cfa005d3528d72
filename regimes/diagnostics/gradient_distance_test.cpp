// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/gradient_distance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/diagnostics/without_factors_test.hpp"
#include "regimes/models/diagonal_network.hpp"
#include "regimes/models/registry.hpp"
#include "regimes/models/relu_network.hpp"

namespace regimes {
namespace {

using diagnostics_test::WithoutFactors;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

/// 1 minus the cosine of all entries of the two Jacobians, formed column by column.
double distance_from_jacobians(const Model& model, const Vector& start, const Vector& end) {
    Matrix a(model.outputs(), start.size());
    Matrix b(model.outputs(), start.size());
    for (Index i = 0; i < start.size(); ++i) {
        model.jacobian_times(start, Vector::Unit(start.size(), i), a.col(i));
        model.jacobian_times(end, Vector::Unit(start.size(), i), b.col(i));
    }
    return 1.0 - a.cwiseProduct(b).sum() / (a.norm() * b.norm());
}

TEST(GradientDistance, IsOneMinusTheCosineOfTheJacobiansForEveryModel) {
    for (const ModelEntry& entry : models()) {
        for (const ModelExample& example : entry.examples(2)) {
            const Vector& start = example.parameters;
            const Vector end =
                start + 0.3 * RandomStream(3, "end").normals(start.size()).cwiseAbs();
            EXPECT_NEAR(gradient_distance(*example.model, start, end),
                        distance_from_jacobians(*example.model, start, end), 1e-14)
                << entry.name << ", " << example.label;
        }
    }
}

/// Phi = (2 w_+ x, -2 w_- x): with one feature, the distance is 1 - cos of the angle between
/// (w_+, w_-) and (w_+', w_-').
TEST(GradientDistance, OfOneFeatureIsThatOfAnAngle) {
    const Matrix x{{2.0}, {-1.0}, {0.5}};
    const DiagonalNetwork network{MatrixView(x)};
    const auto at = [](double angle, double length) -> Vector {
        return length * Vector{{std::cos(angle), std::sin(angle)}};
    };
    for (const double turn : {1e-9, 1e-3, 0.5, 3.1}) {
        // 1 - cos t = 2 sin^2(t / 2). Both angles are rounded to 2^-53: t is known to 2^-52.
        const double expected = 2.0 * std::pow(std::sin(0.5 * turn), 2);
        const double tolerance = 0x1p-50 * std::sqrt(2.0 * expected);
        EXPECT_NEAR(gradient_distance(network, at(0.2, 1.0), at(0.2 + turn, 30.0)), expected,
                    tolerance)
            << turn;
    }
}

TEST(GradientDistance, LengthsDoNotCountHoweverSmall) {
    const Matrix x = RandomStream(1, "x").normals(12).reshaped(3, 4);
    const DiagonalNetwork network{MatrixView(x)};
    RandomStream random(2, "w");
    const Vector start = random.normals(8);
    const Vector end = random.normals(8);
    EXPECT_LT(gradient_distance(network, start, start), 1e-31);
    EXPECT_LT(gradient_distance(network, start, 7.0 * start), 1e-31);
    EXPECT_NEAR(gradient_distance(network, start, -start), 2.0, 1e-15);
    const double value = gradient_distance(network, start, end);
    for (const double scale : {1e-290, 1e-170, 1e170, 1e290}) {
        EXPECT_NEAR(gradient_distance(network, scale * start, end / scale), value, 1e-15) << scale;
    }
}

/// From a step so small that 1 - cosine has no digits to one that turns units on and off. By
/// either form features are known to some 1e-15, and the distance v to 1e-15 sqrt(2 v).
TEST(GradientDistance, FactorsAndRowsGiveTheSame) {
    for (const bool biases : {false, true}) {
        const ReluShape shape{{4, 20, 10, 2}, biases};
        const Matrix x = RandomStream(1, "x").normals(600).reshaped(150, 4);
        const ReluNetwork network{MatrixView(x), shape};
        const WithoutFactors rows(std::make_unique<ReluNetwork>(MatrixView(x), shape));
        RandomStream random(2, "w");
        const Vector start = random.normals(shape.parameters());
        const Vector change = random.normals(shape.parameters());
        for (const double size : {1e-10, 1e-5, 1e-2, 1.0}) {
            const Vector end = start + size * change;
            const double expected = gradient_distance(rows, start, end);
            const double value = gradient_distance(network, start, end);
            EXPECT_NEAR(value, expected, 1e-14 * std::sqrt(expected)) << size;
            EXPECT_GT(value, 1e-3 * size * size);
            EXPECT_EQ(gradient_distance(network, start, end, 3), value);
        }
    }
}

/// Without biases a multiple of the weights has the same features, but for their length.
TEST(GradientDistance, LengthsDoNotCountForFactors) {
    const Matrix x = RandomStream(1, "x").normals(12).reshaped(3, 4);
    const ReluNetwork network{MatrixView(x), {{4, 9, 5, 1}, false}};
    const Vector start = RandomStream(2, "w").normals(network.parameters());
    EXPECT_LT(gradient_distance(network, start, start), 1e-31);
    EXPECT_LT(gradient_distance(network, start, 7.0 * start), 1e-30);
    EXPECT_LT(gradient_distance(network, 1e60 * start, 1e-60 * start), 1e-30);
}

TEST(GradientDistance, ThreadsDoNotShow) {
    const Matrix x = RandomStream(1, "x").normals(3000).reshaped(100, 30);
    const DiagonalNetwork network{MatrixView(x), 3.0};
    RandomStream random(2, "w");
    const Vector start = random.normals(60);
    const Vector end = random.normals(60);
    const double one = gradient_distance(network, start, end);
    for (const int threads : {0, 2, 3, 7}) {
        EXPECT_EQ(gradient_distance(network, start, end, threads), one);
    }
}

TEST(GradientDistance, MisuseNamesTheArgument) {
    const Matrix x = Matrix::Identity(2, 2);
    const DiagonalNetwork network{MatrixView(x)};
    const Vector ones = Vector::Ones(4);
    const auto between = [&](const Vector& start, const Vector& end, int threads = 1) {
        return [&network, start, end, threads] { gradient_distance(network, start, end, threads); };
    };
    const auto throws = [](const char* text) {
        return ThrowsMessage<std::invalid_argument>(HasSubstr(text));
    };
    EXPECT_THAT(between(Vector::Ones(3), ones), throws("w_start: 3 entries given, 4 expected"));
    EXPECT_THAT(between(ones, Vector::Ones(5)), throws("w_end: 5 entries given, 4 expected"));
    EXPECT_THAT(between(Vector::Zero(4), ones), throws("w_start: its tangent features"));
    EXPECT_THAT(between(ones, Vector::Constant(4, NAN)), throws("w_end: its tangent features"));
    EXPECT_THAT(between(ones, ones, -2), throws("threads: -2"));
}

}  // namespace
}  // namespace regimes
