// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/torch_module.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "regimes/data/file_error.hpp"
#include "regimes/networks/example_modules_test.hpp"

namespace regimes {
namespace {

namespace fs = std::filesystem;
using networks_test::linear;
using networks_test::normals;
using networks_test::signs;
using networks_test::two_layers;
using networks_test::vectors;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr DeviceOptions in_double = {Device::cpu, Precision::double_precision};

fs::path scratch(const std::string& name) {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    return fs::path(::testing::TempDir()) /
           (std::string("regimes_") + test->test_suite_name() + "_" + test->name() + "_" + name);
}

Vector outputs(const Module& module, const SampleArray& x) {
    return module.outputs(*module.take(x, signs(x)));
}

TEST(TorchModule, OfALinearMapGivesItsProducts) {
    const SampleArray x = vectors(4);
    const Vector w = normals(6, "w");
    const Vector f = outputs(*linear(), x);
    for (Index n = 0; n < 4; ++n) {
        for (Index k = 0; k < 2; ++k) {
            double expected = 0.0;
            for (Index i = 0; i < 3; ++i) {
                expected += w[k * 3 + i] * static_cast<double>(x.values[n * 3 + i]);
            }
            EXPECT_NEAR(f[n * 2 + k], expected, 1e-14);
        }
    }
}

// Homogeneous of degree 2 in all parameters, of degree 1 in those of a layer.
TEST(TorchModule, ScalesParametersByPattern) {
    const SampleArray x = vectors(4);
    const Vector f = outputs(*two_layers(), x);
    const auto all = two_layers();
    all->scale_parameters({}, std::log(3.0));
    EXPECT_LT((outputs(*all, x) - 9.0 * f).norm(), 1e-13 * f.norm());
    const auto one = two_layers();
    one->scale_parameters({"a*"}, std::log(3.0));
    EXPECT_LT((outputs(*one, x) - 3.0 * f).norm(), 1e-13 * f.norm());
    const auto scaled_outputs = two_layers();
    scaled_outputs->scale_outputs(std::log(3.0));
    EXPECT_LT((outputs(*scaled_outputs, x) - 3.0 * f).norm(), 1e-13 * f.norm());
}

TEST(TorchModule, NamesTheNearestParameterForAPatternWithoutAny) {
    EXPECT_THAT([] { two_layers()->scale_parameters({"c"}, 0.0); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("none is named \"c\"")));
    EXPECT_THAT([] { two_layers()->freeze({"*"}); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("all would be frozen")));
}

TEST(TorchModule, SubtractsItsStart) {
    const SampleArray x = vectors(5);
    const auto module = two_layers();
    module->scale_outputs(std::log(7.0));
    module->subtract_start();
    const auto samples = module->take(x, signs(x));
    EXPECT_EQ(module->outputs(*samples).norm(), 0.0);
    module->descend(*samples, {0, 1, 2}, 1e-5);
    const Vector moved = module->outputs(*samples);
    // From outputs 0 the residuals are those of equal chances, whatever f was: by the kernel.
    Vector residual = Vector::Zero(10);
    for (Index n = 0; n < 3; ++n) {
        residual[2 * n] = residual[2 * n + 1] = 0.5;
        residual[2 * n + signs(x)[static_cast<std::size_t>(n)]] -= 1.0;
    }
    const auto fresh = two_layers();
    fresh->scale_outputs(std::log(7.0));
    const Vector expected = -1e-5 / 3.0 * (fresh->tangent_kernel(*samples) * residual);
    EXPECT_LT((moved - expected).norm(), 1e-2 * expected.norm());
}

TEST(TorchModule, FrozenParametersStay) {
    const SampleArray x = vectors(6);
    const auto module = two_layers();
    module->freeze({"b"});
    const auto samples = module->take(x, signs(x));
    const auto start = module->copy();
    module->descend(*samples, {0, 1, 2, 3}, 0.1);
    const auto parameters = module->parameters();
    ASSERT_EQ(parameters.size(), 2U);
    EXPECT_EQ(parameters[0].name, "b");
    EXPECT_FALSE(parameters[0].trains);
    EXPECT_TRUE(parameters[1].trains);
    EXPECT_GT(module->weight_change(*start), 0.0);
    // Only the last layer moved: its kernel has not.
    const Matrix before = start->tangent_kernel(*samples);
    EXPECT_LT((module->tangent_kernel(*samples) - before).norm(), 1e-14 * before.norm());
}

/// The mean loss of some samples.
double loss_of(const Module& module, const TakenSamples& samples) {
    return module.score(samples).loss / static_cast<double>(samples.count());
}

// The decrease of the loss is step |grad|^2 to first order, by any loss: seen from the weights.
TEST(TorchModule, StepsAlongTheGradientOfTheMeanLoss) {
    const SampleArray x = vectors(6);
    const std::vector<Index> all = {0, 1, 2, 3, 4, 5};
    const Vector numbers = normals(12, "numbers");
    for (const NetworkTargets& targets : {NetworkTargets(signs(x)), NetworkTargets(numbers)}) {
        const auto module = two_layers();
        const auto samples = module->take(x, targets);
        const double before = loss_of(*module, *samples);
        const auto start = module->copy();
        const double step = 1e-6;
        const NetworkScore score = module->descend(*samples, all, step);
        EXPECT_NEAR(score.loss / 6.0, before, 1e-13 * before);
        const double size =
            (normals(15, "b", 0.5).squaredNorm() + normals(10, "a", 0.5).squaredNorm());
        const double moved = module->weight_change(*start) * std::sqrt(size);
        const double decrease = before - loss_of(*module, *samples);
        EXPECT_NEAR(decrease * step / (moved * moved), 1.0, 1e-4);
    }
}

TEST(TorchModule, CopiesMoveOnTheirOwn) {
    const SampleArray x = vectors(6);
    const auto module = two_layers();
    const auto samples = module->take(x, signs(x));
    const Vector before = module->outputs(*samples);
    const auto copy = module->copy();
    copy->descend(*samples, {0, 1, 2}, 0.1);
    EXPECT_EQ(module->outputs(*samples), before);
    EXPECT_NE(copy->outputs(*samples), before);
}

TEST(TorchModule, WithDropoutIsTheSameWhereverItTrains) {
    const auto make = [] {
        return source_module(
            "def forward(self, x: Tensor) -> Tensor:\n"
            "    return torch.linear(torch.dropout(x, 0.5, self.training), self.w, None)\n",
            {{"w", {2, 3}, normals(6, "w")}}, in_double);
    };
    const SampleArray x = vectors(6);
    const auto first = make();
    const auto second = make();
    const auto samples = first->take(x, signs(x));
    EXPECT_EQ(first->outputs(*samples), outputs(*linear(), x));  // none where it is used
    for (int step = 0; step < 3; ++step) {
        first->descend(*samples, {0, 1, 2, 3}, 0.1);
        at::rand({step + 1});  // somebody else draws
        second->descend(*samples, {0, 1, 2, 3}, 0.1);
    }
    EXPECT_EQ(first->outputs(*samples), second->outputs(*samples));
    const auto plain = linear();
    for (int step = 0; step < 3; ++step) plain->descend(*samples, {0, 1, 2, 3}, 0.1);
    EXPECT_NE(first->outputs(*samples), plain->outputs(*samples));
}

TEST(TorchModule, GoesThroughAFile) {
    const SampleArray x = vectors(5);
    const fs::path path = scratch("module.pt");
    two_layers()->save(path);
    const auto read = load_module(path, in_double);
    EXPECT_EQ(outputs(*read, x), outputs(*two_layers(), x));
    EXPECT_EQ(read->parameters().size(), 2U);
    fs::remove(path);
}

TEST(TorchModule, KeepsItsStateInAFile) {
    const SampleArray x = vectors(6);
    const fs::path path = scratch("state");
    const auto module = two_layers();
    const auto samples = module->take(x, signs(x));
    module->descend(*samples, {0, 1, 2}, 0.1);
    module->save_state(path, "remark");
    const auto other = two_layers();
    EXPECT_EQ(other->load_state(path), "remark");
    EXPECT_EQ(other->outputs(*samples), module->outputs(*samples));
    EXPECT_THAT([&] { linear()->load_state(path); },
                ThrowsMessage<FileError>(HasSubstr("the state of another module")));
    std::ofstream(path) << "nonsense";
    EXPECT_THAT([&] { other->load_state(path); },
                ThrowsMessage<FileError>(HasSubstr("not a state of a module")));
    EXPECT_THROW(module->save_state("/nowhere/state", ""), FileError);
    fs::remove(path);
}

TEST(TorchModule, RefusesFilesThatAreNone) {
    EXPECT_THAT([] { load_module("/nowhere/module.pt"); },
                ThrowsMessage<FileError>(HasSubstr("/nowhere/module.pt: No such file")));
    const fs::path path = scratch("text.pt");
    std::ofstream(path) << "not a module";
    EXPECT_THAT([&] { load_module(path); },
                ThrowsMessage<FileError>(HasSubstr("not a TorchScript file")));
    fs::remove(path);
    EXPECT_THAT([] { load_module(::testing::TempDir()); }, ::testing::Throws<FileError>());
}

std::unique_ptr<Module> module_of(const std::string& body) {
    return source_module("def forward(self, x: Tensor):\n    " + body + "\n",
                         {{"w", {2, 3}, normals(6, "w")}}, in_double);
}

TEST(TorchModule, RefusesOutputsThatAreNoRows) {
    const SampleArray x = vectors(4);
    const auto message = [&](const std::string& body) -> std::string {
        try {
            module_of(body)->take(x, signs(x));
        } catch (const std::exception& error) {
            return error.what();
        }
        return "taken";
    };
    EXPECT_EQ(message("return torch.linear(x, self.w, None)"), "taken");
    EXPECT_THAT(message("return torch.linear(x, self.w, None).sum()"), HasSubstr("of shape ()"));
    EXPECT_THAT(message("return torch.linear(x, self.w, None).argmax(1, True)"),
                HasSubstr("floating point expected"));
    EXPECT_THAT(message("return (x, self.w)"), HasSubstr("one tensor expected"));
    EXPECT_THAT(message("return torch.linear(x - x.mean(0, True), self.w, None)"),
                HasSubstr("depend on the others in its batch"));
    EXPECT_THAT(message("return torch.linear(x, self.w.t(), None)"),
                HasSubstr("shapes cannot be multiplied"));
}

TEST(TorchModule, RefusesTargetsThatDoNotFit) {
    const SampleArray x = vectors(4);
    const auto message = [&](const NetworkTargets& targets) -> std::string {
        try {
            linear()->take(x, targets);
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "taken";
    };
    EXPECT_THAT(message(std::vector<int>{0, 1, 1}), HasSubstr("labels: 3 given, 4 expected"));
    EXPECT_THAT(message(std::vector<int>{0, 1, 2, 0}),
                HasSubstr("that of sample 3 is 2, a class in 0 to 1 expected"));
    EXPECT_THAT(message(Vector(Vector::Zero(7))), HasSubstr("targets: 7 given, 8 expected"));
}

TEST(TorchModule, WithoutParametersToTrainIsRefused) {
    EXPECT_THAT(
        [] { source_module("def forward(self, x: Tensor) -> Tensor:\n    return x\n", {}); },
        ThrowsMessage<std::invalid_argument>(HasSubstr("no parameters to train")));
}

// Of U(-a, a): variance a^2 / 3 = 2 alpha^2 / fan_in, so that ReLU layers keep mean squares.
TEST(ConvolutionalModule, StartsAsHeSays) {
    const ConvolutionalShape shape = {{3, 8, 8}, {16, 0, 32}, 10, true};
    const auto module = convolutional_module(shape, std::log(0.5), 3);
    std::vector<std::string> names;
    for (const ModuleParameter& parameter : module->parameters()) names.push_back(parameter.name);
    EXPECT_THAT(names, ElementsAre("convolution_1", "convolution_2", "output", "output_bias"));
    const auto same = convolutional_module(shape, std::log(0.5), 3);
    const auto other = convolutional_module(shape, std::log(0.5), 4);
    EXPECT_EQ(same->weight_change(*module), 0.0);
    EXPECT_NEAR(other->weight_change(*module), std::sqrt(2.0), 0.05);
}

// Where there is no CUDA that is said; where there is, it finds what the CPU finds.
TEST(TorchModule, TakesCudaWhereThereIsOne) {
    const auto load = [](Device device) {
        return convolutional_module({{1, 4, 4}, {8, 0}, 3}, 0.0, 0, {device});
    };
    if (!torch_build().has_cuda) {
        EXPECT_THAT([&] { load(Device::cuda); },
                    ThrowsMessage<std::invalid_argument>(HasSubstr("no CUDA device")));
        return;
    }
    SampleArray images = vectors(4, 16);
    images.shape = {1, 4, 4};
    const auto run = [&](const Module& module) {
        const auto samples = module.take(images, std::vector<int>{0, 1, 2, 1});
        const auto end = module.copy();
        for (int step = 0; step < 3; ++step) end->descend(*samples, {0, 1, 2, 3}, 0.1);
        return end->outputs(*samples);
    };
    const Vector here = run(*load(Device::cpu));
    EXPECT_LT((run(*load(Device::cuda)) - here).norm(), 1e-4 * here.norm());
}

}  // namespace
}  // namespace regimes
