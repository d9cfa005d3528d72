// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/network_training.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "regimes/dynamics/batches.hpp"
#include "regimes/dynamics/gradient_descent.hpp"
#include "regimes/dynamics/problem_test.hpp"
#include "regimes/models/relu_network.hpp"
#include "regimes/models/relu_network_start.hpp"

namespace regimes {
namespace {

using dynamics_test::CancelAfter;
using dynamics_test::misuse;
using dynamics_test::relative_distance;
using ::testing::HasSubstr;
using Options = NetworkTrainingOptions;
using Reduction = NetworkTrainingOptions::Reduction;

Matrix normal_matrix(std::uint64_t seed, Index rows, Index cols) {
    return RandomStream(seed, "x").normals(rows * cols).reshaped(rows, cols);
}

/// A network with biases, its data and start.
struct Problem {
    ReluShape shape{{3, 8, 6, 4}, true};
    Matrix x = normal_matrix(1, 12, 3);
    Vector y = RandomStream(2, "y").normals(48);
    std::vector<int> labels = {0, 1, 2, 3, 3, 2, 1, 0, 0, 0, 1, 2};
    ReluNetwork model{MatrixView(x), shape};
    Vector start = relu_network_start({.shape = shape});

    ReluTrainingResult train(const NetworkTargets& targets, const Options& options,
                             const ReluTrainingOptions& relu = {}) const {
        return train_network(shape, MatrixView(x), targets, start, options, relu);
    }
    /// J^T u of some of the samples.
    Vector pulled(const std::vector<Index>& samples, const Vector& u) const {
        Vector out(start.size());
        model.subset(samples)->jacobian_transposed_times(start, u, out);
        return out;
    }
};

const std::vector<Index> everything = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

/// 2 (f - y), or softmax minus the indicator of the class, of some samples.
Vector loss_slopes(const Problem& problem, bool labels, const std::vector<Index>& samples) {
    Vector f = (*problem.model.subset(samples))(problem.start);
    for (std::size_t k = 0; k < samples.size(); ++k) {
        auto outputs = f.segment(4 * static_cast<Index>(k), 4);
        if (labels) {
            outputs = outputs.array().exp() / outputs.array().exp().sum();
            outputs[problem.labels[static_cast<std::size_t>(samples[k])]] -= 1.0;
        } else {
            outputs = 2.0 * (outputs - problem.y.segment(4 * samples[k], 4));
        }
    }
    return f;
}

/// w_1 = w_0 - step scale sum grad l_n; rounding of w_1 leaves 1e-16 / step of the gradient.
TEST(NetworkTraining, OneStepIsTheFormula) {
    const Problem problem;
    for (const bool labels : {false, true}) {
        for (const Index size : {0, 5}) {
            for (const Reduction reduction : {Reduction::sum, Reduction::mean}) {
                const Options options{.reduction = reduction,
                                      .step_size = 0.01,
                                      .batch_size = size,
                                      .max_steps = 1,
                                      .seed = 7};
                const NetworkTargets targets =
                    labels ? NetworkTargets(problem.labels) : NetworkTargets(problem.y);
                const Vector step =
                    (problem.start - problem.train(targets, options).parameters) / 0.01;
                Batches batches(12, 5, false, 7);
                const std::vector<Index> batch = size == 0 ? everything : batches.next();
                const double scale = (size == 0 ? 1.0 : 12.0 / 5.0) *
                                     (reduction == Reduction::sum ? 1.0 : 1.0 / 12.0);
                const Vector expected =
                    scale * problem.pulled(batch, loss_slopes(problem, labels, batch));
                EXPECT_LT((step - expected).norm(), 1e-13 * (1.0 + expected.norm()));
            }
        }
    }
}

/// Central differences of the score, Richardson's, along the step itself.
TEST(NetworkTraining, StepIsTheGradientOfTheScore) {
    const Problem problem;
    for (const NetworkTargets& targets :
         {NetworkTargets(problem.labels), NetworkTargets(problem.y)}) {
        const auto result = problem.train(targets, {.step_size = 0.01, .max_steps = 1});
        const Vector gradient = (problem.start - result.parameters) / 0.01;
        const auto loss = [&](double t) {
            const Vector w = problem.start + t * gradient.normalized();
            return score_network(problem.shape, MatrixView(problem.x), targets, w).loss;
        };
        const auto slope = [&](double h) { return (loss(h) - loss(-h)) / (2.0 * h); };
        const double derivative = (4.0 * slope(5e-4) - slope(1e-3)) / 3.0;
        EXPECT_NEAR(derivative, gradient.norm(), 1e-9 * gradient.norm());
    }
}

TEST(NetworkTraining, IsGradientDescentOnTheModel) {
    const Problem problem;
    const auto fast =
        problem.train(problem.y, {.step_size = 1e-3, .loss_tolerance = 1e-300, .max_steps = 300});
    DescentOptions options;
    options.step_size = 1e-3;
    options.max_steps = 300;
    options.residual_tolerance = 1e-300;
    const auto plain = gradient_descent(problem.model, problem.y, problem.start, options);
    EXPECT_LT(relative_distance(fast.parameters, plain.parameters), 1e-12);
    EXPECT_NEAR(std::sqrt(fast.loss) / problem.y.norm(), plain.relative_residual, 1e-12);
    EXPECT_EQ(fast.status, Status::iteration_limit);
    EXPECT_EQ(fast.steps, 300);
}

TEST(NetworkTraining, SinglePrecisionFollowsDouble) {
    const Problem problem;
    for (const NetworkTargets& targets :
         {NetworkTargets(problem.labels), NetworkTargets(problem.y)}) {
        const Options options{.step_size = 1e-3, .batch_size = 4, .max_steps = 50};
        const auto exact = problem.train(targets, options);
        const auto rounded =
            problem.train(targets, options, {.precision = Precision::single_precision});
        EXPECT_LT(relative_distance(rounded.parameters, exact.parameters), 1e-5);
        EXPECT_GT(relative_distance(rounded.parameters, exact.parameters), 1e-9);
        EXPECT_NEAR(rounded.loss, exact.loss, 1e-5 * exact.loss);
    }
}

/// Points on the circle, as in the paper's Figure 5(a): a depth-2 network of 30 units without
/// biases fits them. The loss falls all the way but for a little where a unit crosses its kink.
TEST(NetworkTraining, FitsTheCircle) {
    Matrix x(10, 2);
    RandomStream random(3, "circle");
    for (Index n = 0; n < 10; ++n) {
        const double angle = 2.0 * std::numbers::pi * random.uniform();
        x.row(n) << std::cos(angle), std::sin(angle);
    }
    const ReluShape shape{{2, 30, 1}, false};
    const ReluNetwork teacher{MatrixView(x), {{2, 3, 1}, false}};
    const Vector y = teacher(relu_network_start({.shape = teacher.shape(), .seed = 1}));
    const Vector start = relu_network_start({.shape = shape});
    const auto result =
        train_network(shape, MatrixView(x), y, start, {.loss_tolerance = 1e-5, .log_spacing = 1.5});
    EXPECT_EQ(result.status, Status::converged);
    EXPECT_LE(result.loss, 1e-5);
    EXPECT_NEAR(score_network(shape, MatrixView(x), y, result.parameters).loss, result.loss, 1e-18);
    ASSERT_GT(result.curve.size(), 8U);
    EXPECT_EQ(result.curve[5].steps, 8);  // 0, 1, 2, 3, 5 (from 4.5), 8 (from 7.5)
    EXPECT_EQ(result.curve.back().steps, result.steps);
    EXPECT_EQ(result.curve.back().loss, result.loss);
    for (std::size_t k = 1; k < result.curve.size(); ++k) {
        EXPECT_LT(result.curve[k].loss, 1.001 * result.curve[k - 1].loss);
    }
}

TEST(NetworkTraining, LabelsAreLearntUntilNoneIsWrong) {
    const Problem problem;
    const Options options{
        .reduction = Reduction::mean, .step_size = 0.1, .batch_size = 4, .loss_tolerance = 1e-3};
    const auto result = problem.train(problem.labels, options);
    EXPECT_EQ(result.status, Status::converged);
    EXPECT_EQ(result.wrong, 0);
    EXPECT_LE(result.loss, 1e-3);
    EXPECT_EQ(result.steps % 3, 0) << "looks once an epoch";
    const auto score =
        score_network(problem.shape, MatrixView(problem.x), problem.labels, result.parameters);
    EXPECT_NEAR(score.loss / 12.0, result.loss, 1e-15);
    EXPECT_EQ(score.wrong, 0);
}

/// A tolerance above the loss of the start, where labels are still wrong.
TEST(NetworkTraining, ALossBelowTheToleranceIsNotEnoughForLabels) {
    const Problem problem;
    const auto result = problem.train(problem.labels, {.loss_tolerance = 1e3});
    EXPECT_EQ(result.status, Status::converged);
    EXPECT_GT(result.steps, 0);
    EXPECT_EQ(problem.train(problem.y, {.loss_tolerance = 1e3}).steps, 0);
}

TEST(NetworkTraining, FrozenLayersStay) {
    const Problem problem;
    const auto result =
        problem.train(problem.y, {.step_size = 1e-3, .max_steps = 20}, {.frozen_layers = 2});
    const Index last = 6 * 4 + 4;
    EXPECT_EQ(result.parameters.head(problem.start.size() - last),
              problem.start.head(problem.start.size() - last));
    EXPECT_GT((result.parameters - problem.start).norm(), 1e-3);
}

/// On the last layer alone the loss is quadratic: steps beyond 2 / sharpness grow for ever.
TEST(NetworkTraining, DivergenceIsAStatusWithItsStep) {
    const Problem problem;
    for (const Precision precision : {Precision::single_precision, Precision::double_precision}) {
        for (const Index size : {0, 4}) {
            const auto result = problem.train(problem.y, {.step_size = 1e3, .batch_size = size},
                                              {.precision = precision, .frozen_layers = 2});
            EXPECT_EQ(result.status, Status::diverged);
            EXPECT_GE(result.steps, 1);
            EXPECT_LT(result.steps, 30);
            EXPECT_TRUE(result.parameters.allFinite());
            EXPECT_TRUE(std::isfinite(result.loss));
        }
    }
}

/// In single precision 1e30^2 is infinite, and sums of it are NaN in the hidden layers after that.
TEST(NetworkTraining, StartsThatOverflowHaveDiverged) {
    const ReluShape shape{{3, 8, 8, 8, 8, 4}, false};
    const Problem problem;
    const Vector start = 1e30 * relu_network_start({.shape = shape});
    const auto result = train_network(shape, MatrixView(problem.x), problem.y, start, {},
                                      {.precision = Precision::single_precision});
    EXPECT_EQ(result.status, Status::diverged);
    EXPECT_EQ(result.steps, 0);
    EXPECT_LT(relative_distance(result.parameters, start), 1e-7);
}

TEST(NetworkTraining, StopsWhenAsked) {
    const Problem problem;
    CancelAfter observer(700);
    const auto result = problem.train(problem.y, {.step_size = 1e-5, .observer = &observer});
    EXPECT_EQ(result.status, Status::cancelled);
    EXPECT_EQ(result.steps, 700);
    EXPECT_EQ(observer.reports, 2);
    EXPECT_TRUE(observer.in_order);
}

/// Products large enough for several lanes, in both precisions.
TEST(NetworkTraining, ThreadsAndRepetitionDoNotShow) {
    const ReluShape shape{{300, 700, 10}, true};
    const Matrix x = normal_matrix(5, 150, 300);
    std::vector<int> labels;
    for (int n = 0; n < 150; ++n) labels.push_back(n % 10);
    const Vector start = relu_network_start({.shape = shape});
    for (const Precision precision : {Precision::single_precision, Precision::double_precision}) {
        const auto run = [&](int threads, std::uint64_t seed) {
            return train_network(
                       shape, MatrixView(x), labels, start,
                       {.step_size = 1e-3, .batch_size = 128, .max_steps = 5, .seed = seed},
                       {.precision = precision, .threads = threads})
                .parameters;
        };
        const Vector one = run(1, 3);
        EXPECT_EQ(run(2, 3), one);
        EXPECT_EQ(run(0, 3), one);
        EXPECT_GT((run(1, 4) - one).norm(), 0.0);
    }
}

TEST(NetworkTraining, MisuseNamesTheArgument) {
    const Problem problem;
    const auto with = [&](const Options& options, const ReluTrainingOptions& relu = {}) {
        return misuse([&] { problem.train(problem.y, options, relu); });
    };
    EXPECT_THAT(with({.step_size = -1.0}), HasSubstr("step_size: -1 given, a positive"));
    EXPECT_THAT(with({.batch_size = 13}),
                HasSubstr("batch_size: 13 given, at least 0 and at most the number of samples"));
    EXPECT_THAT(with({.loss_tolerance = 0.0}), HasSubstr("loss_tolerance: 0"));
    EXPECT_THAT(with({.max_steps = 0}), HasSubstr("max_steps: 0"));
    EXPECT_THAT(with({.check_every = -1}), HasSubstr("check_every: -1"));
    EXPECT_THAT(with({.divergence_factor = 1.0}), HasSubstr("divergence_factor: 1"));
    EXPECT_THAT(with({}, {.frozen_layers = 3}), HasSubstr("frozen_layers: 3"));
    EXPECT_THAT(with({}, {.threads = -1}), HasSubstr("threads: -1"));
    EXPECT_THAT(with({.log_spacing = 0.5}), HasSubstr("log_spacing: 0.5"));
    const auto of = [&](const ReluShape& shape, const Vector& start) {
        return misuse([&] { train_network(shape, MatrixView(problem.x), problem.y, start); });
    };
    EXPECT_THAT(of({{3, 0, 4}, false}, problem.start), HasSubstr("widths: entry 1 is 0"));
    EXPECT_THAT(of({{2, 4}, false}, Vector::Ones(8)), HasSubstr("columns of x: 3"));
    EXPECT_THAT(of({{3, 4}, false}, Vector::Ones(8)), HasSubstr("start: 8 entries given, 12"));
    EXPECT_THAT(of({{3, 4}, false}, Vector::Constant(12, NAN)), HasSubstr("start: entry 0 is nan"));
    EXPECT_THAT(misuse([&] {
                    train_network(problem.shape, MatrixView(problem.x), problem.y,
                                  1e60 * problem.start, {},
                                  {.precision = Precision::single_precision});
                }),
                HasSubstr("a finite number in single precision expected"));
}

}  // namespace
}  // namespace regimes
