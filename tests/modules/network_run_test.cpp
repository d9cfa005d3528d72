// SPDX-License-Identifier: BSD-3-Clause
// Measured runs of modules, against what the rest of the library says of the same network.
#include "regimes/studies/network_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "regimes/diagnostics/gradient_distance.hpp"
#include "regimes/diagnostics/kernel_distance.hpp"
#include "regimes/diagnostics/tangent_kernel.hpp"
#include "regimes/dynamics/network_training.hpp"
#include "regimes/models/relu_network.hpp"
#include "regimes/networks/dense_network.hpp"
#include "regimes/networks/example_modules_test.hpp"

namespace regimes {
namespace {

using networks_test::normals;
using networks_test::vectors;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;
using ::testing::ThrowsMessage;

constexpr Index inputs = 3;
constexpr Index hidden = 20;
constexpr Index samples = 12;

/// W is rows x cols, column by column, as ReluShape lays it out; LibTorch wants it row by row.
Vector by_rows(const Vector& w, Index rows, Index cols) {
    return w.reshaped(rows, cols).transpose().reshaped();
}

/// The same ReLU network for both ways, 3-20-1.
struct Pair {
    ReluNetworkStart start;
    Vector w;
    std::unique_ptr<Module> module;

    Pair() {
        start.shape.widths = {inputs, hidden, 1};
        start.seed = 5;
        w = relu_network_start(start);
        module = source_module(
            "def forward(self, x: Tensor) -> Tensor:\n"
            "    return torch.linear(torch.relu(torch.linear(x, self.b, None)), self.a, None)\n",
            {{"b", {hidden, inputs}, by_rows(w.head(hidden * inputs), hidden, inputs)},
             {"a", {1, hidden}, by_rows(w.tail(hidden), 1, hidden)}},
            {Device::cpu, Precision::double_precision});
    }
};

Matrix matrix_of(const SampleArray& x) {
    Matrix matrix(x.samples(), x.size());
    for (Index n = 0; n < matrix.rows(); ++n) {
        for (Index i = 0; i < matrix.cols(); ++i) {
            matrix(n, i) = x.values[n * x.size() + i];
        }
    }
    return matrix;
}

NetworkRunOptions few_steps() {
    NetworkRunOptions options;
    options.linearized = Linearized::none;
    options.training.reduction = NetworkTrainingOptions::Reduction::mean;
    options.training.step_size = 0.02;
    options.training.batch_size = samples;
    options.training.loss_tolerance = 1e-6;
    options.training.max_steps = 500;
    options.training.log_spacing = 2.0;
    options.kernel_samples = samples;
    return options;
}

TEST(NetworkRunOfModules, FindsWhatTheOwnReluNetworkFinds) {
    const Pair pair;
    const SampleArray x = vectors(samples, inputs);
    const SampleArray x_test = {{inputs}, {0.1, 0.2, 0.3, -1.0, 0.5, 0.25}};
    const Vector y = normals(samples, "y");
    const Vector y_test = normals(2, "y test");
    const RunResult run = network_run(*pair.module, {x, y, x_test, y_test}, few_steps());

    const RunResult expected =
        network_run(*dense_network(pair.start), {x, y, x_test, y_test}, few_steps());
    for (const char* metric :
         {"train_loss", "train_error", "test_error", "test_error_start", "zero_error",
          "gradient_distance", "kernel_distance", "alignment_start", "alignment_end",
          "weight_change", "steps", "step_size"}) {
        ASSERT_THAT(run.metrics, Contains(Key(metric)));
        EXPECT_NEAR(run.metrics.at(metric), expected.metrics.at(metric),
                    1e-5 * std::fabs(expected.metrics.at(metric)))
            << metric;
    }
}

TEST(NetworkRunOfModules, TangentKernelAgreesWithTheStructuredOne) {
    const Pair pair;
    const SampleArray x = vectors(samples, inputs);
    const Matrix own_x = matrix_of(x);
    const auto taken = pair.module->take(x, normals(samples, "y"));
    const Matrix expected =
        tangent_kernel(ReluNetwork(MatrixView(own_x), pair.start.shape), pair.w);
    EXPECT_LT((pair.module->tangent_kernel(*taken) - expected).norm(), 1e-12 * expected.norm());
}

// From a large scale of outputs training is that of the linearised module; from a small one not.
TEST(NetworkRunOfModules, IsLazyAtALargeScaleAndRichAtASmallOne) {
    const Pair pair;
    const SampleArray x = vectors(samples, inputs);
    const Vector y = normals(samples, "y");
    const SampleArray x_test = vectors(4 * samples, inputs);
    const Vector y_test = normals(4 * samples, "y test");
    const auto run_at = [&](double alpha) {
        const auto start = pair.module->copy();
        start->scale_outputs(std::log(alpha));
        start->subtract_start();
        NetworkRunOptions options = few_steps();
        options.linearized = Linearized::trained;
        options.training.step_size = 0.0;
        options.training.loss_tolerance = 1e-12;  // none gets there: both take the same steps
        options.training.max_steps = 2000;
        return network_run(*start, {x, y, x_test, y_test}, options).metrics;
    };
    const auto lazy = run_at(1e3);
    const auto rich = run_at(0.1);
    EXPECT_LT(lazy.at("gradient_distance"), 1e-3);
    EXPECT_GT(rich.at("gradient_distance"), 0.1);
    EXPECT_NEAR(lazy.at("linearized_error"), lazy.at("test_error"), 1e-2 * lazy.at("test_error"));
    EXPECT_GT(std::fabs(rich.at("linearized_error") - rich.at("test_error")),
              3e-2 * rich.at("test_error"));
}

TEST(NetworkRunOfModules, EstimatesDistancesWithinTheirErrors) {
    const Pair pair;
    const SampleArray x = vectors(samples, inputs);
    const NetworkData data{x, normals(samples, "y"), {}, {}};
    NetworkRunOptions options = few_steps();
    const auto exact = network_run(*pair.module, data, options).metrics;
    options.directions = 400;
    const auto estimated = network_run(*pair.module, data, options).metrics;
    for (const char* name : {"gradient_distance", "kernel_distance"}) {
        const double error = estimated.at(std::string(name) + "_error");
        EXPECT_GT(error, 0.0);
        EXPECT_LT(error, 0.5 * exact.at(name)) << name;
        EXPECT_NEAR(estimated.at(name), exact.at(name), 4.0 * error) << name;
    }
}

TEST(NetworkRunOfModules, ChoosesAStepThatIsStable) {
    const Pair pair;
    const SampleArray x = vectors(samples, inputs);
    for (const double alpha : {1e-2, 1.0, 30.0}) {
        const auto start = pair.module->copy();
        start->scale_parameters({}, std::log(alpha));
        NetworkRunOptions options = few_steps();
        options.training.step_size = 0.0;
        options.training.loss_tolerance = 1e-4;
        options.training.max_steps = 5000;
        const RunResult run = network_run(*start, {x, normals(samples, "y"), {}, {}}, options);
        const auto json = nlohmann::json::parse(run.certificate);
        EXPECT_NE(json.at("training").at("status"), "diverged") << alpha;
        EXPECT_LT(run.metrics.at("train_loss"), 1.0) << alpha;
    }
}

TEST(NetworkRunOfModules, WhatDivergedIsNotCompared) {
    const Pair pair;
    const SampleArray x = vectors(samples, inputs);
    NetworkRunOptions options = few_steps();
    options.training.step_size = 100.0;
    options.linearized = Linearized::trained;
    const RunResult run = network_run(*pair.module, {x, normals(samples, "y"), {}, {}}, options);
    EXPECT_FALSE(run.converged);
    EXPECT_EQ(nlohmann::json::parse(run.certificate).at("training").at("status"), "diverged");
    EXPECT_THAT(run.metrics, Not(Contains(Key("gradient_distance"))));
    EXPECT_THAT(run.metrics, Not(Contains(Key("linearized_train_error"))));
}

// Errors of operations reach us through the interpreter, with traces of many lines.
TEST(NetworkRunOfModules, SaysInOneLineWhyAModuleFails) {
    const Pair pair;
    const SampleArray x = vectors(2, inputs + 1);
    EXPECT_THAT([&] { pair.module->take(x, normals(2, "y")); },
                ThrowsMessage<std::runtime_error>(  // after "mm: " in newer versions
                    EndsWith("mat1 and mat2 shapes cannot be multiplied (1x4 and 3x20)")));
}

TEST(NetworkRunOfModules, SaysWhyNoStepCanBeChosen) {
    const auto module = source_module(
        "def forward(self, x: Tensor) -> Tensor:\n"
        "    return torch.linear(x, self.w, None) * 0.0\n",
        {{"w", {2, 3}, normals(6, "w")}});
    NetworkRunOptions options = few_steps();
    options.training.step_size = 0.0;
    options.training.batch_size = 0;
    const SampleArray x = vectors(4);
    const NetworkData data{x, normals(8, "y"), {}, {}};
    EXPECT_THAT([&] { network_run(*module, data, options); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("step_size: 0 given")));
    options.kernel_samples = 0;
    EXPECT_THAT([&] { network_run(*module, data, options); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("kernel_samples: 0 given")));
}

}  // namespace
}  // namespace regimes
