// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/dense_network.hpp"

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

double root_mean_square(const Vector& f) {
    return f.norm() / std::sqrt(static_cast<double>(f.size()));
}

/// Six samples of three inputs and two outputs.
struct Problem {
    Matrix x = RandomStream(1, "x").normals(18).reshaped(6, 3);
    NetworkTargets y = RandomStream(2, "y").normals(12);

    static ReluNetworkStart start(double alpha = 1.0) {
        return {.shape = {{3, 8, 2}}, .log_alpha = std::log(alpha)};
    }
};

MeasuredTrainingOptions few_steps() {
    MeasuredTrainingOptions options;
    options.step_size = 0.01;
    options.max_steps = 10;
    options.log_spacing = 2.0;
    return options;
}

TEST(DenseNetwork, TrainsAsTheEngineDoes) {
    const Problem problem;
    const auto network = dense_network(Problem::start());
    const auto samples = network->take(problem.x, problem.y);
    MeasuredTrainingOptions options = few_steps();
    options.measure = [&](const TrainingPoint&) {
        return std::vector<double>{network->score(*samples).loss};
    };
    const NetworkTrainingResult end = network->train(*samples, options);
    const Vector start = relu_network_start(Problem::start());
    const auto expected =
        train_network({{3, 8, 2}}, MatrixView(problem.x), problem.y, start, few_steps());
    EXPECT_EQ(network->parameter_values(), expected.parameters);
    EXPECT_EQ(end.loss, expected.loss);
    ASSERT_EQ(end.curve.size(), expected.curve.size());
    for (const TrainingPoint& look : end.curve) {  // the network as it was then
        EXPECT_NEAR(look.measured.at(0), look.loss, 1e-12 * look.loss);
    }
}

TEST(DenseNetwork, ACopyIsOfItsOwn) {
    const Problem problem;
    const auto network = dense_network(Problem::start());
    const auto samples = network->take(problem.x, problem.y);
    const auto copy = network->copy();
    copy->train(*samples, few_steps());
    EXPECT_EQ(network->parameter_values(), relu_network_start(Problem::start()));
    EXPECT_GT(copy->weight_change(*network), 0.0);
    EXPECT_GT(copy->gradient_distance(*network, *samples), 0.0);
    EXPECT_EQ(network->gradient_distance(*network, *samples), 0.0);
    EXPECT_EQ(network->linearized(), nullptr);
}

// Homogeneous of degree 2: at the scale found outputs have the size asked for.
TEST(DenseNetwork, GrowsToTheSizeAskedFor) {
    const Problem problem;
    for (const double alpha : {1e-30, 1e-3}) {
        const auto start = dense_network(Problem::start(alpha));
        const auto samples = start->take(problem.x, problem.y);
        const auto grown = start->grown(*samples, 0.7);
        EXPECT_NEAR(root_mean_square(grown->outputs(*samples)), 0.7, 1e-12);
    }
    const auto large = dense_network(Problem::start(100.0));
    const auto samples = large->take(problem.x, problem.y);
    EXPECT_NEAR(
        (large->grown(*samples, 0.7)->parameter_values() - large->parameter_values()).norm(), 0.0,
        1e-12 * large->parameter_values().norm());
}

// Behind frozen layers the network is linear in what they make of the inputs.
TEST(DenseNetwork, OnlyLayersThatTrainHaveFeatures) {
    const Problem problem;
    const auto network = dense_network(Problem::start(2.0), {.frozen_layers = 1});
    const auto samples = network->take(problem.x, problem.y);
    const Vector w = network->parameter_values();
    const Matrix units = (problem.x * w.head(24).reshaped(8, 3).transpose()).cwiseMax(0.0);
    const Matrix kernel = network->tangent_kernel(*samples);
    const Matrix expected = units * units.transpose();
    for (Index n = 0; n < 6; ++n) {
        EXPECT_NEAR(kernel(2 * n, 0), expected(n, 0), 1e-12 * expected.norm());
        EXPECT_EQ(kernel(2 * n + 1, 0), 0.0);
    }
    EXPECT_LT((network->tangent_kernel(*samples, *samples) - kernel).norm(), 1e-12 * kernel.norm());
    network->train(*samples, few_steps());
    EXPECT_EQ(network->parameter_values().head(24), w.head(24));
    EXPECT_GT((network->parameter_values() - w).norm(), 0.0);
}

TEST(DenseNetwork, EstimatesDistancesWithinTheirErrors) {
    const Problem problem;
    const auto start = dense_network(Problem::start());
    const auto samples = start->take(problem.x, problem.y);
    const auto end = start->copy();
    MeasuredTrainingOptions options = few_steps();
    options.max_steps = 300;
    end->train(*samples, options);
    const KernelEstimate estimate = end->estimate_kernel(*start, *samples, 400, 1);
    EXPECT_NEAR(estimate.gradient_distance, end->gradient_distance(*start, *samples),
                4.0 * estimate.gradient_distance_error);
    const Matrix kernel = end->tangent_kernel(*samples);
    EXPECT_LT((estimate.end - kernel).norm(), 0.3 * kernel.norm());
}

TEST(DenseNetwork, MisuseIsNamed) {
    const Problem problem;
    const auto network = dense_network(Problem::start());
    const auto samples = network->take(problem.x, problem.y);
    const auto says = [](const char* text) {
        return ThrowsMessage<std::invalid_argument>(HasSubstr(text));
    };
    const auto narrow = dense_network({.shape = {{3, 4, 2}}});
    EXPECT_THAT([&] { network->weight_change(*narrow); }, says("start: not a dense network"));
    EXPECT_THAT([&] { network->take(problem.x, Vector(Vector::Ones(11))); }, says("targets: 11"));
    EXPECT_THAT([&] { dense_network(Problem::start(), {.frozen_layers = 2}); },
                says("frozen_layers: 2"));
    MeasuredTrainingOptions options = few_steps();
    options.checkpoint = "there";
    EXPECT_THAT([&] { network->train(*samples, options); }, says("checkpoint: "));
}

}  // namespace
}  // namespace regimes
