// SPDX-License-Identifier: BSD-3-Clause
// The paper's own numbers: normalisations, limits and expansions of q, q_D and r, which derivative
// checks cannot pin; then shapes and biased starts against their definitions.
#include "regimes/regularizers/network_regularizer.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "regimes/regularizers/registry.hpp"

namespace regimes {
namespace {

/// R(b) in the paper's units.
double paper_value(const Initialization& at, double b, const char* name = nullptr) {
    const auto regularizer =
        name == nullptr ? implicit_regularizer(at) : make_regularizer(name, at);
    return std::exp(regularizer->log_unit()) * regularizer->value(0, b);
}

double q(double depth, double z) { return paper_value({.depth = depth}, z); }
double r(double z) { return paper_value({}, z, "r_alpha"); }

TEST(PaperNormalisation, DepthTwoIsHypentropy) {
    for (const double z : {1e-3, 0.1, 1.0, 3.0, 25.0}) {
        const double closed = 2.0 - std::sqrt(4.0 + z * z) + z * std::asinh(0.5 * z);
        EXPECT_NEAR(q(2.0, z), closed, 1e-15 * (1.0 + std::fabs(closed)));
    }
    EXPECT_NEAR(q(2.0, 1e-3) / (1e-6 / 4.0 - 1e-12 / 192.0), 1.0, 1e-12);
    const double z = 1e4;
    EXPECT_NEAR(q(2.0, z), z * std::log(z) - z + 2.0 - 1.0 / z, 1e-10);
}

TEST(PaperNormalisation, DepthD) {
    for (const double depth : {2.5, 3.0, 4.0, 5.0, 10.0, 100.0}) {
        const double z = 1e-4;
        EXPECT_NEAR(q(depth, z) / ((depth - 2.0) / (4.0 * depth) * z * z), 1.0, 1e-7);
    }
    // z - (D / 2) z^(2/D) + (D - 2)(1 - 2^(-D / (D - 2))); the next term falls like z^(2/D - 1).
    for (const double depth : {3.0, 4.0, 5.0}) {
        const double z = 1e14;
        const double constant = (depth - 2.0) * (1.0 - std::pow(2.0, -depth / (depth - 2.0)));
        const double expansion = z - 0.5 * depth * std::pow(z, 2.0 / depth) + constant;
        EXPECT_NEAR(q(depth, z), expansion, 0.05 + 1e-15 * z) << depth;
    }
}

TEST(PaperNormalisation, InfiniteDepthHasAClosedForm) {
    for (const double t : {0.1, 1.0, 4.0, 16.0}) {
        const double root = std::sqrt(1.0 + t * t);
        EXPECT_NEAR(q(1e9, t), root - 1.0 - std::log(0.5 * (1.0 + root)), 1e-7);
    }
}

TEST(PaperNormalisation, DepthJustAboveTwoJoinsDepthTwo) {
    // h_D((D - 2) s / 2) -> 2 sinh s, so q_D -> (D - 2) q / 2.
    const double above = 1e-7;
    for (const double z : {0.1, 1.0, 20.0}) {
        EXPECT_NEAR(q(2.0 + above, z) / (0.5 * above * q(2.0, z)), 1.0, 1e-5);
    }
}

TEST(PaperNormalisation, ExplicitRegulariserSolvesTheQuartic) {
    for (const double z : {0.3, 1.0, 4.0, 25.0}) {
        const double u = r(z);
        const double quartic = std::pow(u, 4) - 6.0 * std::pow(u, 3) +
                               (12.0 - 2.0 * z * z) * u * u - (8.0 + 10.0 * z * z) * u + z * z +
                               std::pow(z, 4);
        EXPECT_NEAR(quartic / (1.0 + std::pow(z, 4)), 0.0, 1e-13);
        EXPECT_LT(u, z);  // the smaller of the two real roots
    }
    EXPECT_NEAR(r(1e-4) / (1e-8 / 8.0), 1.0, 1e-7);
    EXPECT_NEAR(r(1e8), 1e8 - 2.0 * 1e4 + 1.5, 1e-3);
}

TEST(PaperNormalisation, ExplicitRegulariserIsTheLeastDistanceInWeights) {
    const double alpha = 0.7;
    for (const double b : {0.05, 0.8, 6.0}) {
        // w_+ = sqrt(w_-^2 + b); golden-section search over w_-.
        const auto distance = [&](double minus) {
            const double plus = std::sqrt(minus * minus + b);
            return std::pow(plus - alpha, 2) + std::pow(minus - alpha, 2);
        };
        double low = 0.0;
        double high = alpha;
        const double ratio = 0.5 * (std::sqrt(5.0) - 1.0);
        for (int step = 0; step < 100; ++step) {
            const double a = high - ratio * (high - low);
            const double c = low + ratio * (high - low);
            (distance(a) < distance(c) ? high : low) = distance(a) < distance(c) ? c : a;
        }
        const double value = paper_value({.log_alpha = std::log(alpha)}, b, "r_alpha");
        EXPECT_NEAR(value, distance(low), 1e-12);
    }
}

TEST(PaperNormalisation, RichLimitIsTheL1Norm) {
    const double log_alpha = -1e6;
    const double ratio = paper_value({.log_alpha = log_alpha}, 2.0) / (-2.0 * log_alpha);
    EXPECT_NEAR(ratio, 2.0, 1e-5);
    EXPECT_NEAR(paper_value({.depth = 3.0, .log_alpha = -40.0}, 2.0), 2.0, 1e-15);
}

TEST(NetworkRegularizer, ShapeScalesAlphaForDepthTwo) {
    const Initialization shaped{.log_alpha = -1.0, .plus = Vector::Constant(1, 3.0)};
    const Initialization scaled{.log_alpha = -1.0 + std::log(3.0)};
    EXPECT_NEAR(paper_value(shaped, 0.4) / paper_value(scaled, 0.4), 1.0, 1e-14);
}

TEST(NetworkRegularizer, BiasedIsTheDivergenceFromTheStart) {
    for (const double depth : {2.0, 3.0, 6.5}) {
        const Initialization at{.depth = depth,
                                .log_alpha = -0.4,
                                .plus = Vector::Constant(1, 1.3),
                                .minus = Vector::Constant(1, 0.6)};
        const double start = initial_coefficients(at)[0];
        const double direct =
            std::exp(-0.4 * depth) * (std::pow(1.3, depth) - std::pow(0.6, depth));
        EXPECT_NEAR(start, direct, 1e-14);
        const auto regularizer = implicit_regularizer(at);
        EXPECT_NEAR(regularizer->value(0, start), 0.0, 1e-14);
        EXPECT_NEAR(regularizer->gradient(0, start), 0.0, 1e-14);
        EXPECT_GT(regularizer->value(0, start + 0.5), 0.0);
        EXPECT_GT(regularizer->value(0, start - 0.5), 0.0);
        // The conserved quantity gives the gradient: w_+^(2-D) falls by what w_-^(2-D) gains.
        const double s = regularizer->gradient(0, 0.9) * std::exp(regularizer->log_unit());
        const double exponent = -depth / (depth - 2.0);
        const double b = depth == 2.0 ? std::exp(-0.8) * (1.69 * std::exp(s) - 0.36 * std::exp(-s))
                                      : std::exp(-0.4 * depth) *
                                            (std::pow(std::pow(1.3, 2.0 - depth) - s, exponent) -
                                             std::pow(std::pow(0.6, 2.0 - depth) + s, exponent));
        EXPECT_NEAR(b, 0.9, 1e-13) << depth;
    }
}

TEST(NetworkRegularizer, WorksWhereAlphaToTheDepthIsFarOutsideDouble) {
    const auto rich = implicit_regularizer({.depth = 100.0, .log_alpha = -690.0});
    EXPECT_NEAR(rich->gradient(0, 1e-5), 1.0, 1e-15);
    EXPECT_NEAR(rich->value(0, -3.0), 3.0, 1e-14);
    const auto kernel = implicit_regularizer({.depth = 100.0, .log_alpha = 690.0});
    EXPECT_DOUBLE_EQ(kernel->gradient(0, 1e-5), 1e-5);
    EXPECT_DOUBLE_EQ(kernel->value(0, -3.0), 4.5);
    EXPECT_DOUBLE_EQ(kernel->inverse_gradient(0, 0.25), 0.25);
}

}  // namespace
}  // namespace regimes
