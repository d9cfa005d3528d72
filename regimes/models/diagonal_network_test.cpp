// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/diagonal_network.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Matrix inputs(Index samples, Index features) {
    return RandomStream(1, "x").normals(samples * features).reshaped(samples, features);
}

/// J J^T from its definition, row by row.
Matrix tangent_kernel(const Model& model, const Vector& w) {
    Matrix rows(model.parameters(), model.outputs());
    for (Index k = 0; k < model.outputs(); ++k) {
        model.jacobian_transposed_times(w, Vector::Unit(model.outputs(), k), rows.col(k));
    }
    return rows.transpose() * rows;
}

TEST(DiagonalNetwork, CoefficientsInClosedForm) {
    const Matrix x = Matrix::Identity(2, 2);
    const Vector w{{3.0, 0.5, 1.0, 2.0}};
    EXPECT_EQ(DiagonalNetwork(MatrixView(x))(w), (Vector{{8.0, -3.75}}));
    EXPECT_EQ(DiagonalNetwork(MatrixView(x), 3.0)(w), (Vector{{26.0, -7.875}}));
    const Vector quarter{{4.0, 0.25, 1.0, 9.0}};
    EXPECT_EQ(DiagonalNetwork(MatrixView(x), 2.5)(quarter), (Vector{{31.0, 0.03125 - 243.0}}));
}

TEST(DiagonalNetwork, NegativeWeightsKeepTheSignOfThePower) {
    const Matrix x = Matrix::Identity(1, 1);
    const Vector w{{-2.0, 1.0}};
    EXPECT_EQ(DiagonalNetwork(MatrixView(x), 3.0)(w)[0], -9.0);
    EXPECT_EQ(DiagonalNetwork(MatrixView(x), 4.0)(w)[0], 15.0);
    EXPECT_EQ(DiagonalNetwork(MatrixView(x), 21.0)(w)[0], -2097153.0);
    EXPECT_TRUE(std::isnan(DiagonalNetwork(MatrixView(x), 2.5)(w)[0]));
}

/// (1 + x)^D by the exponential in extended precision, against the stated bound.
TEST(DiagonalNetwork, PowersKeepTheirErrorBound) {
    const Matrix x = Matrix::Identity(1, 1);
    for (const double depth : {2.0, 3.0, 7.0, 16.0, 17.0, 100.0, 2.3, 12.7}) {
        const DiagonalNetwork network{MatrixView(x), depth};
        for (const double weight : {1e-3, 0.3, 0.999, 1.1, 5.0}) {
            const auto exact = static_cast<double>(
                std::pow(static_cast<long double>(weight), static_cast<long double>(depth)));
            EXPECT_NEAR(network(Vector{{weight, 0.0}})[0] / exact, 1.0, depth * 0x1p-52)
                << "depth " << depth << ", weight " << weight;
        }
    }
}

/// At the unbiased start, K(x, x') = 8 alpha^2 <x, x'> for depth 2 and 2 D^2 alpha^(2D-2) <x, x'>
/// for depth D (sections 2 and 5 of the paper).
TEST(DiagonalNetwork, TangentKernelAtTheStartIsThatOfThePaper) {
    const Matrix x = inputs(4, 7);
    const Matrix gram = x * x.transpose();
    const double log_alpha = -1.2;
    const double alpha = std::exp(log_alpha);
    const Vector w = diagonal_network_start(7, log_alpha);
    const double tolerance = 1e-14 * gram.norm();
    EXPECT_LT(
        (tangent_kernel(DiagonalNetwork(MatrixView(x)), w) / (8.0 * alpha * alpha) - gram).norm(),
        tolerance);
    for (const double depth : {2.0, 2.5, 3.0, 5.0, 10.0}) {
        const double factor = 2.0 * depth * depth * std::pow(alpha, 2.0 * depth - 2.0);
        const Matrix kernel = tangent_kernel(DiagonalNetwork(MatrixView(x), depth), w);
        EXPECT_LT((kernel / factor - gram).norm(), depth * tolerance) << depth;
    }
}

/// K(x, x') = 4 sum_i sqrt(beta_i^2 + 4 alpha^4) x_i x'_i wherever w_+ w_- = alpha^2.
TEST(DiagonalNetwork, TangentKernelOnTheConservedSurface) {
    const Matrix x = inputs(4, 7);
    const double alpha = 0.3;
    const Vector stretch = RandomStream(2, "stretch").normals(7).array().exp();
    Vector w(14);
    w << alpha * stretch, alpha * stretch.cwiseInverse();
    const DiagonalNetwork network{MatrixView(x)};
    const Vector beta = network.coefficients(w);
    const Vector weights = (beta.array().square() + 4.0 * std::pow(alpha, 4)).sqrt();
    const Matrix expected = 4.0 * x * weights.asDiagonal() * x.transpose();
    EXPECT_LT((tangent_kernel(network, w) - expected).norm(), 1e-13 * expected.norm());
}

TEST(DiagonalNetworkStart, HoldsAlphaTimesTheShape) {
    EXPECT_EQ(diagonal_network_start(2, 0.0), Vector::Ones(4));
    EXPECT_EQ(diagonal_network_start(2, 0.0, Vector{{2.0, 3.0}}), (Vector{{2, 3, 2, 3}}));
    EXPECT_EQ(diagonal_network_start(2, 0.0, Vector{{2.0, 3.0}}, Vector{{1.0, 4.0}}),
              (Vector{{2, 3, 1, 4}}));
    EXPECT_EQ(diagonal_network_start(1, 0.0, {}, Vector{{4.0}}), (Vector{{1, 4}}));
    // The rounding of a logarithm near -691 is up to 2^-44.
    EXPECT_NEAR(diagonal_network_start(1, std::log(1e-300))[0] / 1e-300, 1.0, 0x1p-43);
}

TEST(DiagonalNetworkStart, MisuseNamesTheArgument) {
    const auto start = [](Index features, double log_alpha, Vector plus = {}, Vector minus = {}) {
        return [=] { diagonal_network_start(features, log_alpha, plus, minus); };
    };
    const auto throws = [](const char* text) {
        return ThrowsMessage<std::invalid_argument>(HasSubstr(text));
    };
    EXPECT_THAT(start(0, 0.0), throws("features: 0"));
    EXPECT_THAT(start(1, -709.0), throws("log_alpha: -709"));
    EXPECT_THAT(start(1, 709.0), throws("log_alpha: 709"));
    EXPECT_THAT(start(1, NAN), throws("log_alpha: nan"));
    EXPECT_THAT(start(2, 0.0, Vector::Ones(3)), throws("plus: 3"));
    EXPECT_THAT(start(2, 0.0, {}, Vector::Ones(1)), throws("minus: 1"));
    EXPECT_THAT(start(2, 0.0, Vector{{1.0, -1.0}}), throws("plus: entry 1 is -1"));
    EXPECT_THAT(start(1, 0.0, {}, Vector{{0.0}}), throws("minus: entry 0 is 0"));
    EXPECT_THAT(start(1, -700.0, Vector{{1e-300}}), throws("plus: entry 0 times alpha is 0"));
    EXPECT_THAT(start(1, 700.0, Vector{{1e300}}), throws("plus: entry 0 times alpha is inf"));
}

TEST(DiagonalNetwork, MisuseNamesTheArgument) {
    const Matrix x = Matrix::Identity(1, 1);
    for (const double depth : {1.99, -2.0, double{NAN}, std::numeric_limits<double>::infinity()}) {
        EXPECT_THAT([&] { DiagonalNetwork(MatrixView(x), depth); },
                    ThrowsMessage<std::invalid_argument>(HasSubstr("depth: ")));
    }
    EXPECT_THAT([&] { DiagonalNetwork{MatrixView(x)}.coefficients(Vector::Ones(3)); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("w: 3 entries given, 2 expected")));
}

}  // namespace
}  // namespace regimes
