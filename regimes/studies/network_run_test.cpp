// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/network_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/QR>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/diagnostics/gradient_distance.hpp"
#include "regimes/diagnostics/kernel_distance.hpp"
#include "regimes/diagnostics/tangent_kernel.hpp"
#include "regimes/models/relu_network.hpp"
#include "regimes/networks/dense_network.hpp"
#include "regimes/studies/network_tuning.hpp"

namespace regimes {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::ThrowsMessage;
using Labels = std::vector<int>;
using Reduction = NetworkTrainingOptions::Reduction;

/// A run of a dense network from this start.
struct Options : NetworkRunOptions {
    ReluNetworkStart start;
    Index frozen_layers = 0;
};

RunResult network_run(const NetworkData& data, const Options& options) {
    const auto start = dense_network(options.start, {.frozen_layers = options.frozen_layers});
    return regimes::network_run(*start, data, options);
}

Matrix normal_matrix(std::uint64_t seed, Index rows, Index cols) {
    return RandomStream(seed, "x").normals(rows * cols).reshaped(rows, cols);
}

/// Six training and four test samples of three inputs and two outputs, as numbers or labels.
struct Problem {
    Matrix x = normal_matrix(1, 6, 3);
    Matrix x_test = normal_matrix(2, 4, 3);
    Vector y = RandomStream(3, "y").normals(12);
    Vector y_test = RandomStream(4, "y").normals(8);
    Labels labels = {0, 1, 1, 0, 1, 0};
    Labels test_labels = {1, 1, 0, 0};

    NetworkData numbers() const { return {x, y, x_test, y_test}; }
    NetworkData classes() const { return {x, labels, x_test, test_labels}; }
    /// Squared loss on labels.
    NetworkData judged() const {
        return {x, indicators(labels, 2), x_test, indicators(test_labels, 2), labels, test_labels};
    }
};

Options options_of(std::vector<Index> widths) {
    Options options;
    options.start.shape.widths = std::move(widths);
    options.training.reduction = Reduction::mean;
    options.training.step_size = options.training.loss_tolerance = 0.0;
    options.training.max_steps = 1000;
    return options;
}

nlohmann::json ending(const RunResult& result) {
    return nlohmann::json::parse(result.certificate)["training"];
}

Vector parameters_of(const RunResult& result) {
    const std::vector<double>& trace = result.traces.at("parameters");
    return Eigen::Map<const Vector>(trace.data(), static_cast<Index>(trace.size()));
}

TEST(NetworkRun, MetricsAreThoseOfThePieces) {
    const Problem problem;
    Options options = options_of({3, 8, 2});
    options.training.step_size = 0.05;
    options.training.max_steps = 100;
    options.kernel_samples = 4;
    options.keep_parameters = true;
    const RunResult result = network_run(problem.numbers(), options);
    const Vector start = relu_network_start(options.start);
    options.training.loss_tolerance = 1e-9;  // out of reach
    const auto end =
        train_network(options.start.shape, problem.x, problem.y, start, options.training);
    EXPECT_EQ(parameters_of(result), end.parameters);
    EXPECT_FALSE(result.converged);
    EXPECT_EQ(ending(result)["status"], "iteration_limit");

    const ReluNetwork all(MatrixView(problem.x), options.start.shape);
    const ReluNetwork test(MatrixView(problem.x_test), options.start.shape);
    const Matrix some = problem.x.topRows(4);
    const ReluNetwork compared(MatrixView(some), options.start.shape);
    const Matrix before = tangent_kernel(compared, start);
    const Matrix after = tangent_kernel(compared, end.parameters);
    const auto rms = [](const Vector& v) {
        return v.norm() / std::sqrt(static_cast<double>(v.size()));
    };
    const std::map<std::string, double> expected = {
        {"train_loss", (all(end.parameters) - problem.y).squaredNorm() / 6.0},
        {"train_error", rms(all(end.parameters) - problem.y)},
        {"test_error", rms(test(end.parameters) - problem.y_test)},
        {"test_error_start", rms(test(start) - problem.y_test)},
        {"zero_error", rms(problem.y_test)},
        {"gradient_distance", gradient_distance(compared, start, end.parameters)},
        {"kernel_distance", kernel_distance(before, after)},
        {"alignment_start", kernel_target_alignment(before, problem.y.head(8))},
        {"alignment_end", kernel_target_alignment(after, problem.y.head(8))},
        {"weight_change", (end.parameters - start).norm() / start.norm()},
        {"steps", 100.0},
        {"step_size", 0.05},
        {"loss_tolerance", number_loss_fraction * problem.y.squaredNorm() / 6.0}};
    EXPECT_EQ(result.metrics.size(), expected.size());
    for (const auto& [metric, value] : expected) {
        EXPECT_NEAR(result.metrics.at(metric), value, 1e-12 * (1.0 + value)) << metric;
    }
    EXPECT_THAT(result.traces, Not(Contains(Key("history_steps"))));
}

// A model linear in its parameters: features never turn, and linearised training is training.
TEST(NetworkRun, LinearModelStaysInTheKernelRegime) {
    const Problem problem;
    Options options = options_of({3, 2});
    options.training.loss_tolerance = 1e-300;
    options.training.max_steps = 3000;
    const auto metrics = network_run(problem.numbers(), options).metrics;
    EXPECT_EQ(metrics.at("gradient_distance"), 0.0);
    EXPECT_EQ(metrics.at("kernel_distance"), 0.0);
    EXPECT_EQ(metrics.at("alignment_start"), metrics.at("alignment_end"));
    // Six samples of three inputs determine least squares.
    const Matrix y = problem.y.reshaped(2, 6).transpose();
    const Matrix beta = problem.x.colPivHouseholderQr().solve(y);
    const Matrix y_test = problem.y_test.reshaped(2, 4).transpose();
    const double expected = (problem.x_test * beta - y_test).norm() / std::sqrt(8.0);
    EXPECT_NEAR(metrics.at("test_error"), expected, 1e-9);
    EXPECT_NEAR(metrics.at("linearized_error"), expected, 1e-9);
}

TEST(NetworkRun, TracesFollowTheWay) {
    const Problem problem;
    Options options = options_of({3, 8, 2});
    options.training.log_spacing = 2.0;
    options.training.loss_tolerance = 1e-300;
    options.training.max_steps = 50;
    const RunResult result = network_run(problem.classes(), options);
    const auto& traces = result.traces;
    EXPECT_EQ(traces.at("history_steps"), (std::vector<double>{0, 1, 2, 4, 8, 16, 32, 50}));
    for (const char* name : {"history_train_loss", "history_train_error", "history_test_error",
                             "history_gradient_distance"}) {
        ASSERT_EQ(traces.at(name).size(), 8U) << name;
    }
    EXPECT_EQ(traces.at("history_gradient_distance").front(), 0.0);
    EXPECT_EQ(traces.at("history_test_error").front(), result.metrics.at("test_error_start"));
    EXPECT_EQ(traces.at("history_test_error").back(), result.metrics.at("test_error"));
    EXPECT_EQ(traces.at("history_train_error").back(), result.metrics.at("train_error"));
    EXPECT_EQ(traces.at("history_train_loss").back(), result.metrics.at("train_loss"));
    EXPECT_EQ(traces.at("history_gradient_distance").back(),
              result.metrics.at("gradient_distance"));
}

TEST(NetworkRun, ErrorsOnLabelsAreShares) {
    const Problem problem;
    Options options = options_of({3, 20, 2});
    options.training.max_steps = 20000;
    const RunResult result = network_run(problem.classes(), options);
    EXPECT_TRUE(result.converged);
    EXPECT_EQ(result.metrics.at("train_error"), 0.0);
    EXPECT_THAT((std::vector<double>{0.0, 0.25, 0.5, 0.75, 1.0}),
                Contains(result.metrics.at("test_error")));
    EXPECT_THAT(result.metrics, Not(Contains(Key("zero_error"))));
    EXPECT_THAT(result.metrics, Not(Contains(Key("linearized_error"))));
    // The labels' indicators less 1/2, whatever the loss.
    const ReluNetwork model(MatrixView(problem.x), options.start.shape);
    const Vector y = indicators(problem.labels, 2).array() - 0.5;
    const Matrix kernel = tangent_kernel(model, relu_network_start(options.start));
    for (const NetworkData& data : {problem.classes(), problem.judged()}) {
        EXPECT_NEAR(network_run(data, options).metrics.at("alignment_start"),
                    kernel_target_alignment(kernel, y), 1e-12);
    }
}

TEST(NetworkRun, NumbersAreJudgedByLabelsWhereThereAreSome) {
    const Problem problem;
    Options options = options_of({3, 2});
    options.training.log_spacing = 2.0;
    const RunResult result = network_run(problem.judged(), options);
    const Matrix y = indicators(problem.labels, 2).reshaped(2, 6).transpose();
    const Matrix f = problem.x_test * problem.x.colPivHouseholderQr().solve(y);
    double wrong = 0.0;
    for (Index n = 0; n < 4; ++n) {
        const Index named = f(n, 0) > f(n, 1) ? 0 : 1;
        if (named != problem.test_labels[static_cast<std::size_t>(n)]) wrong += 0.25;
    }
    EXPECT_EQ(result.metrics.at("test_error"), wrong);
    EXPECT_EQ(result.metrics.at("linearized_error"), wrong);
    EXPECT_EQ(result.traces.at("history_train_error").back(), result.metrics.at("train_error"));
}

// With the first layer frozen the network is linear in the other, and only that one counts.
TEST(NetworkRun, FrozenLayersStayAndDoNotCount) {
    const Problem problem;
    Options options = options_of({3, 8, 2});
    options.frozen_layers = 1;
    options.training.log_spacing = 10.0;
    options.keep_parameters = true;
    const RunResult result = network_run(problem.numbers(), options);
    const Vector start = relu_network_start(options.start);
    EXPECT_EQ(parameters_of(result).head(24), start.head(24));
    EXPECT_GT((parameters_of(result) - start).norm(), 0.0);
    EXPECT_EQ(result.metrics.at("gradient_distance"), 0.0);
    EXPECT_EQ(result.metrics.at("kernel_distance"), 0.0);
    EXPECT_THAT(result.traces.at("history_gradient_distance"), Each(0.0));
    EXPECT_NEAR(result.metrics.at("weight_change"),
                (parameters_of(result) - start).norm() / start.tail(16).norm(), 1e-14);
}

TEST(NetworkRun, DivergenceIsNamed) {
    const Problem problem;
    Options options = options_of({3, 2});
    options.training.step_size = 100.0;
    const RunResult result = network_run(problem.numbers(), options);
    EXPECT_FALSE(result.converged);
    EXPECT_EQ(ending(result)["status"], "diverged");
    EXPECT_EQ(ending(result)["step_size"], 100.0);
    EXPECT_EQ(ending(result)["steps"], result.metrics.at("steps"));
    EXPECT_LT(result.metrics.at("steps"), 10.0);
}

// f = v relu(w x) of one unit: a step that turns w negative leaves f = 0 for ever.
TEST(NetworkRun, NetworkThatDiesIsMeasuredAsFarAsItCanBe) {
    const Matrix x = Matrix::Ones(1, 1);
    Options options = options_of({1, 1, 1});
    options.training.log_spacing = 1.0;
    options.training.max_steps = 3;
    options.training.loss_tolerance = 1e-9;
    options.training.step_size = 1.0;
    Vector start;
    do {  // a start with w, v > 0, that a target of -10 pulls down
        ++options.start.seed;
        start = relu_network_start(options.start);
    } while (start.minCoeff() < 0.1);
    const Vector y = Vector::Constant(1, -10.0);
    const RunResult result = network_run({x, y, {}, {}}, options);
    EXPECT_EQ(ending(result)["status"], "iteration_limit");
    EXPECT_THAT(result.metrics, Not(Contains(Key("gradient_distance"))));
    EXPECT_THAT(result.metrics, Not(Contains(Key("alignment_end"))));
    EXPECT_EQ(result.metrics.at("kernel_distance"), 1.0);
    EXPECT_EQ(result.metrics.at("train_error"), 10.0);
    EXPECT_TRUE(std::isnan(result.traces.at("history_gradient_distance").back()));
}

class Cancelled final : public Observer {
public:
    void report(const Progress&) override {}
    bool cancelled() const override { return true; }
};

TEST(NetworkRun, CancelledHasNoMetrics) {
    const Problem problem;
    Options options = options_of({3, 8, 2});
    Cancelled observer;
    options.training.observer = &observer;
    const RunResult result = network_run(problem.numbers(), options);
    EXPECT_FALSE(result.converged);
    EXPECT_THAT(result.metrics, IsEmpty());
}

TEST(NetworkRun, MisuseIsNamed) {
    const Problem problem;
    const auto expect = [](const NetworkData& data, const Options& options, const char* says) {
        EXPECT_THAT([&] { network_run(data, options); },
                    ThrowsMessage<std::invalid_argument>(HasSubstr(says)));
    };
    Options options = options_of({3, 8, 2});
    options.kernel_samples = 0;
    expect(problem.numbers(), options, "kernel_samples: 0 given, at least 1");
    expect(problem.numbers(), options_of({4, 8, 2}), "4");
    expect(problem.numbers(), options_of({3, 0, 2}), "0");
    expect(problem.numbers(), options_of({3, 8, 3}), "targets: 12");
    options = options_of({3, 8, 2});
    options.training.batch_size = 7;
    expect(problem.numbers(), options, "batch_size: 7 given");
    NetworkData data = problem.judged();
    data.labels.pop_back();
    expect(data, options_of({3, 8, 2}), "labels: 5");
    data = problem.judged();
    data.test_labels[1] = 2;
    expect(data, options_of({3, 8, 2}), "labels: entry 1 is 2");
}

}  // namespace
}  // namespace regimes
