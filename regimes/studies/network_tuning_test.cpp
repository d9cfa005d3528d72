// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/network_tuning.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/networks/dense_network.hpp"
#include "regimes/numerics/symmetric_eigen.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;
using Reduction = NetworkTrainingOptions::Reduction;

/// A run of a dense network from this start.
struct Options : NetworkRunOptions {
    ReluNetworkStart start;
    Index frozen_layers = 0;
};

std::unique_ptr<Network> network_of(const Options& options) {
    return dense_network(options.start, {.frozen_layers = options.frozen_layers});
}

/// Kernels on all samples.
MeasuredTrainingOptions tuned(const NetworkData& data, const Options& options) {
    const auto start = network_of(options);
    return regimes::tuned(*start, *start->take(data.x, data.targets), data, options);
}

constexpr double power_iteration = 1e-3;  // its relative error, from below

Matrix normal_matrix(std::uint64_t seed, Index rows, Index cols) {
    return RandomStream(seed, "x").normals(rows * cols).reshaped(rows, cols);
}

double top_of(const Matrix& matrix) { return symmetric_eigen(matrix).values.maxCoeff(); }

/// Twelve samples of three inputs and two outputs.
struct Problem {
    Matrix x = normal_matrix(1, 12, 3);
    Vector y = RandomStream(2, "y").normals(24);
    std::vector<int> labels = {0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0};

    NetworkData numbers() const { return {.x = x, .targets = y, .x_test = {}, .test_targets = {}}; }
    NetworkData classes() const {
        return {.x = x, .targets = labels, .x_test = {}, .test_targets = {}};
    }
};

/// All samples in a batch, the mean loss, step size and tolerance to be chosen.
Options options_of(std::vector<Index> hidden, double alpha) {
    Options options;
    options.start.shape.widths = {3};
    for (const Index width : hidden) options.start.shape.widths.push_back(width);
    options.start.shape.widths.push_back(2);
    options.start.log_alpha = std::log(alpha);
    options.training.reduction = Reduction::mean;
    options.training.step_size = options.training.loss_tolerance = 0.0;
    return options;
}

double step_of(const NetworkData& data, const Options& options) {
    return tuned(data, options).step_size;
}

// Without hidden layers K = X X^T for each output.
TEST(NetworkTuning, StepOfALinearModelIsKnown) {
    const Problem problem;
    Options options = options_of({}, 1.0);
    const double lambda = top_of(problem.x * problem.x.transpose()) / 12.0;
    const double expected = step_fraction / lambda;
    const double step = step_of(problem.numbers(), options);
    EXPECT_NEAR(step, expected, power_iteration * expected);
    EXPECT_GE(step, expected * (1.0 - 1e-12));
    // Curvature 1 / 2 in place of 2.
    EXPECT_NEAR(step_of(problem.classes(), options), 4.0 * step, 1e-12 * step);
    options.training.reduction = Reduction::sum;
    EXPECT_NEAR(step_of(problem.numbers(), options), step / 12.0, 1e-12 * step);
}

TEST(NetworkTuning, StepIsTheShareOfWhatIsStable) {
    const Problem problem;
    Options options = options_of({}, 1.0);
    const double bound = step_of(problem.numbers(), options) / step_fraction;
    options.training.loss_tolerance = 1e-300;
    options.training.max_steps = 2000;
    const auto end = [&](double step) {
        options.training.step_size = step;
        return network_run(*network_of(options), problem.numbers(), options).certificate;
    };
    EXPECT_THAT(end(0.99 * bound), HasSubstr("iteration_limit"));
    EXPECT_THAT(end(1.03 * bound), HasSubstr("diverged"));
}

// The last layer alone is linear in what the first makes of the inputs.
TEST(NetworkTuning, StepWithFrozenLayersIsKnown) {
    const Problem problem;
    Options options = options_of({7}, 2.0);
    options.frozen_layers = 1;
    const Vector w = relu_network_start(options.start);
    const Matrix first = w.head(21).reshaped(7, 3);
    const Matrix units = (problem.x * first.transpose()).cwiseMax(0.0);
    const double expected = step_fraction * 12.0 / top_of(units * units.transpose());
    EXPECT_NEAR(step_of(problem.numbers(), options), expected, power_iteration * expected);
}

// Kernels grow until the data fit: below that scale alpha does not matter, above K ~ alpha^(2D-2).
TEST(NetworkTuning, StepSuitsBothRegimes) {
    const Problem problem;
    for (const std::vector<Index>& hidden : {std::vector<Index>{8}, {8, 8}}) {
        const auto step = [&](double alpha) {
            return step_of(problem.numbers(), options_of(hidden, alpha));
        };
        const double rich = step(1e-3);
        EXPECT_NEAR(step(1e-6), rich, 1e-9 * rich);
        const double power = 2.0 * static_cast<double>(hidden.size());
        EXPECT_NEAR(step(100.0) / step(1000.0), std::pow(10.0, power), 1e-9 * std::pow(10, power));
        EXPECT_LT(step(100.0), rich);
    }
}

// At depth 2 outputs scale as the square of the weights, as kernels do.
TEST(NetworkTuning, StepFollowsTheSizeOfTheTargets) {
    Problem problem;
    const Options options = options_of({8}, 1e-3);
    const double step = step_of(problem.numbers(), options);
    problem.y *= 100.0;
    EXPECT_NEAR(step_of(problem.numbers(), options), step / 100.0, 1e-9 * step);
}

// Two copies have twice the kernel; their outputs of 0 do not say how large one copy's are.
TEST(NetworkTuning, StepOfAnUnbiasedStartIsHalf) {
    const Problem problem;
    Options options = options_of({8}, 1e-3);
    const double step = step_of(problem.numbers(), options);
    options.start.unbiased = true;
    EXPECT_NEAR(step_of(problem.numbers(), options), 0.5 * step, 1e-9 * step);
}

TEST(NetworkTuning, SmallBatchesTakeSmallerSteps) {
    const Problem problem;
    Options options = options_of({8}, 1.0);
    const double all = step_of(problem.numbers(), options);
    options.training.batch_size = 12;
    EXPECT_EQ(step_of(problem.numbers(), options), all);
    options.training.batch_size = 2;
    EXPECT_LT(step_of(problem.numbers(), options), all);
}

TEST(NetworkTuning, ToleranceIsAShareOfTheLossOfZero) {
    const Problem problem;
    Options options = options_of({8}, 1.0);
    const double mean = problem.y.squaredNorm() / 12.0;
    EXPECT_DOUBLE_EQ(tuned(problem.numbers(), options).loss_tolerance, number_loss_fraction * mean);
    EXPECT_DOUBLE_EQ(tuned(problem.classes(), options).loss_tolerance,
                     label_loss_fraction * std::log(2.0));
    NetworkData judged = problem.numbers();
    judged.labels = problem.labels;
    EXPECT_DOUBLE_EQ(tuned(judged, options).loss_tolerance, label_loss_fraction * mean);
    options.training.reduction = Reduction::sum;
    EXPECT_DOUBLE_EQ(tuned(problem.numbers(), options).loss_tolerance,
                     number_loss_fraction * 12.0 * mean);
}

TEST(NetworkTuning, KernelsOfManyOutputsAreOfFewerSamples) {
    EXPECT_EQ(usual_kernel_samples(1), NetworkRunOptions().kernel_samples);
    EXPECT_EQ(usual_kernel_samples(2), 256);
    EXPECT_EQ(usual_kernel_samples(10), 64);
    EXPECT_EQ(usual_kernel_samples(10000), 1);
}

TEST(NetworkTuning, WhatIsGivenStays) {
    const Problem problem;
    Options options = options_of({8}, 1.0);
    options.training.step_size = 0.25;
    options.training.loss_tolerance = 0.5;
    EXPECT_EQ(tuned(problem.numbers(), options).step_size, 0.25);
    EXPECT_EQ(tuned(problem.numbers(), options).loss_tolerance, 0.5);
}

TEST(NetworkTuning, SaysWhatCannotBeChosen) {
    Problem problem;
    const Options options = options_of({8}, 1.0);
    problem.x.setZero();
    EXPECT_THAT([&] { tuned(problem.numbers(), options); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("step_size: 0 given")));
    problem.y.setZero();
    EXPECT_THAT([&] { tuned(problem.numbers(), options); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("loss_tolerance: 0 given")));
}

}  // namespace
}  // namespace regimes
