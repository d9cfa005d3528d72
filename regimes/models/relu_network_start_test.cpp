// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/relu_network_start.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/models/relu_network.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;
using Distribution = ReluNetworkStart::Distribution;

double mean_square(const Vector& w) { return w.squaredNorm() / static_cast<double>(w.size()); }

/// 40 000 weights: the mean square has a relative standard deviation of sqrt(0.8 / 40000) = 0.45 %
/// for uniform ones (fourth moment 9 / 5 of the squared second), 0.7 % for normal ones.
TEST(ReluNetworkStart, DrawsHaveTheirVarianceAndBounds) {
    const ReluShape shape{{100, 400, 1}, true};
    const Index weights = 40000;
    const auto first_layer = [&](Distribution distribution) -> Vector {
        return relu_network_start({.shape = shape, .distribution = distribution}).head(weights);
    };
    const Vector pytorch = first_layer(Distribution::pytorch_uniform);
    EXPECT_NEAR(mean_square(pytorch), 1.0 / 300.0, 0.02 / 300.0);
    EXPECT_LT(pytorch.cwiseAbs().maxCoeff(), 0.1);
    EXPECT_GT(pytorch.cwiseAbs().maxCoeff(), 0.0999);
    const Vector he = first_layer(Distribution::he_uniform);
    EXPECT_NEAR(mean_square(he), 0.02, 0.0004);
    EXPECT_LT(he.cwiseAbs().maxCoeff(), std::sqrt(0.06));
    const Vector normal = first_layer(Distribution::he_normal);
    EXPECT_NEAR(mean_square(normal), 0.02, 0.0006);
    EXPECT_GT(normal.cwiseAbs().maxCoeff(), 3.5 * std::sqrt(0.02));
    for (const Vector& w : {pytorch, he, normal}) {
        EXPECT_LT(std::fabs(w.mean()), 5.0 * std::sqrt(mean_square(w) / 40000.0));
    }
}

TEST(ReluNetworkStart, BiasesAreDrawnAsPyTorchDoesOrZeroAsHeDoes) {
    ReluNetworkStart start{.shape = {{4, 50, 1}, true}};
    const Vector pytorch = relu_network_start(start).segment(200, 50);
    EXPECT_LT(pytorch.cwiseAbs().maxCoeff(), 0.5);
    EXPECT_GT(pytorch.cwiseAbs().minCoeff(), 0.0);
    start.distribution = Distribution::he_normal;
    EXPECT_EQ(relu_network_start(start).segment(200, 50).norm(), 0.0);
}

TEST(ReluNetworkStart, AlphaMultipliesAndTheSeedDecides) {
    ReluNetworkStart start{.shape = {{2, 30, 30, 1}, false}};
    const Vector one = relu_network_start(start);
    start.log_alpha = std::log(8.0);
    EXPECT_LT((relu_network_start(start) - 8.0 * one).norm(), 1e-14 * 8.0 * one.norm());
    start.log_alpha = 0.0;
    start.seed = 1;
    EXPECT_GT((relu_network_start(start) - one).norm(), 0.5 * one.norm());
    start.seed = 0;
    EXPECT_EQ(relu_network_start(start), one);
}

/// The two copies cancel to the last bit where each layer sums them pairwise; here within rounding.
TEST(ReluNetworkStart, UnbiasedOutputsAreZero) {
    const Matrix x = RandomStream(1, "x").normals(40).reshaped(10, 4);
    for (const bool biases : {false, true}) {
        const ReluNetworkStart start{.shape = {{4, 9, 7, 3}, biases}, .unbiased = true};
        const ReluNetwork network{MatrixView(x), model_shape(start)};
        const Vector w = relu_network_start(start);
        EXPECT_EQ(network.shape().widths, (std::vector<Index>{4, 18, 14, 3}));
        EXPECT_LT(network(w).lpNorm<Eigen::Infinity>(), 1e-15);
        const ReluNetwork single{MatrixView(x), start.shape};
        const Vector drawn = relu_network_start({.shape = start.shape});
        EXPECT_GT(single(drawn).norm(), 0.1);
    }
}

/// At depth 2 each copy brings the kernel of the single network; at depth 3 the blocks that join
/// the copies bring as much again in the middle layer.
TEST(ReluNetworkStart, KernelOfTheUnbiasedStart) {
    const Matrix x = RandomStream(1, "x").normals(40).reshaped(10, 4);
    ReluNetworkStart start{.shape = {{4, 9, 1}, false}};
    const auto kernel = [&](bool unbiased) -> Matrix {
        start.unbiased = unbiased;
        const ReluNetwork network{MatrixView(x), model_shape(start)};
        return network.structured_kernel(relu_network_start(start))
            .triangularView<Eigen::Lower>()
            .toDenseMatrix();
    };
    EXPECT_LT((kernel(true) - 2.0 * kernel(false)).norm(), 1e-14 * kernel(true).norm());
    start.shape.widths = {4, 9, 7, 1};
    start.unbiased = false;
    const TangentFactors factors =
        ReluNetwork(MatrixView(x), start.shape).tangent_factors(relu_network_start(start));
    Matrix middle(10, 10);
    kernel_block({factors[1]}, {0, 10}, {factors[1]}, {0, 10}, middle);
    middle = middle.triangularView<Eigen::Lower>().toDenseMatrix();
    EXPECT_LT((kernel(true) - 2.0 * kernel(false) - 2.0 * middle).norm(),
              1e-14 * kernel(true).norm());
}

TEST(ReluNetworkStart, MisuseNamesTheField) {
    const auto throws = [](const char* text) {
        return ThrowsMessage<std::invalid_argument>(HasSubstr(text));
    };
    EXPECT_THAT(
        [] {
            relu_network_start({.shape = {{2, 0, 1}, false}});
        },
        throws("widths: entry 1 is 0"));
    EXPECT_THAT(
        [] {
            relu_network_start({.shape = {{2, 1}, false}, .log_alpha = 800.0});
        },
        throws("log_alpha: 800"));
    EXPECT_THAT(
        [] {
            relu_network_start({.shape = {{2, 1}, false}, .unbiased = true});
        },
        throws("unbiased: a network without hidden layers"));
}

}  // namespace
}  // namespace regimes
