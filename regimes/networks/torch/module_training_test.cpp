// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/module_training.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "regimes/networks/example_modules_test.hpp"

namespace regimes {
namespace {

namespace fs = std::filesystem;
using networks_test::linear;
using networks_test::normals;
using networks_test::signs;
using networks_test::two_layers;
using networks_test::vectors;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

fs::path scratch() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    return fs::path(::testing::TempDir()) / (std::string("regimes_") + test->name() + ".pt");
}

MeasuredTrainingOptions usual() {
    MeasuredTrainingOptions options;
    options.step_size = 0.5;
    options.batch_size = 8;
    options.loss_tolerance = 0.05;
    options.max_steps = 20000;
    options.reduction = NetworkTrainingOptions::Reduction::mean;
    return options;
}

TEST(TrainModule, FitsLabelsThatALinearMapTellsApart) {
    const SampleArray x = vectors(32);
    const auto module = linear();
    const auto samples = module->take(x, signs(x));
    const NetworkTrainingResult end = train_module(*module, *samples, usual());
    EXPECT_EQ(end.status, Status::converged);
    EXPECT_EQ(end.wrong, 0);
    EXPECT_LE(end.loss, 0.05);
    const NetworkScore score = module->score(*samples);
    EXPECT_EQ(score.loss / 32.0, end.loss);
    EXPECT_EQ(end.steps % 4, 0);  // it ends with an epoch
}

// Full batches of a linear map: descent in closed form, w - w* shrinks by I - 2 step X^T X / N.
TEST(TrainModule, OnSquaredLossIsGradientDescent) {
    const SampleArray x = vectors(4);
    const Vector y = normals(8, "numbers");
    const auto module = linear();
    const auto samples = module->take(x, y);
    MeasuredTrainingOptions options = usual();
    options.batch_size = 4;
    options.step_size = 0.05;
    options.loss_tolerance = 1e-12;
    options.max_steps = 7;
    Matrix inputs(4, 3);
    for (Index n = 0; n < 4; ++n) {
        for (Index i = 0; i < 3; ++i) inputs(n, i) = x.values[n * 3 + i];
    }
    Matrix w = normals(6, "w").reshaped(3, 2);  // a column for each output
    const Matrix targets = y.reshaped(2, 4).transpose();
    for (int step = 0; step < 7; ++step) {
        w -= 2.0 * 0.05 / 4.0 * inputs.transpose() * (inputs * w - targets);
    }
    const NetworkTrainingResult end = train_module(*module, *samples, options);
    EXPECT_EQ(end.status, Status::iteration_limit);
    EXPECT_EQ(end.steps, 7);
    const Matrix expected = (inputs * w).transpose();
    EXPECT_LT((module->outputs(*samples) - expected.reshaped()).norm(), 1e-13);
}

TEST(TrainModule, SaysThatItDiverged) {
    const SampleArray x = vectors(8);
    const auto module = two_layers(Precision::single_precision);
    const auto samples = module->take(x, normals(16, "numbers"));
    MeasuredTrainingOptions options = usual();
    options.step_size = 1e4;
    const NetworkTrainingResult end = train_module(*module, *samples, options);
    EXPECT_EQ(end.status, Status::diverged);
    EXPECT_LT(end.steps, 20);
    EXPECT_TRUE(std::isinf(end.loss));
}

TEST(TrainModule, RecordsLooksEverFurtherApart) {
    const SampleArray x = vectors(32);
    const auto module = two_layers();
    const auto samples = module->take(x, signs(x));
    MeasuredTrainingOptions options = usual();
    options.log_spacing = 2.0;
    options.max_steps = 100;
    options.loss_tolerance = 1e-9;
    options.measure = [](const TrainingPoint& look) {
        return std::vector<double>{static_cast<double>(2 * look.steps)};
    };
    const NetworkTrainingResult end = train_module(*module, *samples, options);
    std::vector<long> steps;
    for (const TrainingPoint& look : end.curve) {
        steps.push_back(look.steps);
        EXPECT_EQ(look.measured, std::vector<double>{static_cast<double>(2 * look.steps)});
    }
    EXPECT_EQ(steps, (std::vector<long>{0, 1, 2, 4, 8, 16, 32, 64, 100}));
    EXPECT_EQ(end.curve.back().loss, end.loss);
}

/// Asks to stop at a step.
class StopAt final : public Observer {
public:
    explicit StopAt(int calls) : calls_(calls) {}
    void report(const Progress&) override {}
    bool cancelled() const override { return --calls_ < 0; }

private:
    mutable int calls_;
};

TEST(TrainModule, GoesOnFromItsCheckpointWithTheSameBits) {
    const fs::path path = scratch();
    fs::remove(path);
    const SampleArray x = vectors(30);
    MeasuredTrainingOptions options = usual();
    options.max_steps = 333;
    options.loss_tolerance = 1e-9;
    options.log_spacing = 1.5;
    options.key = "a run";
    const auto whole = two_layers(Precision::single_precision);
    const auto samples = whole->take(x, signs(x));
    const NetworkTrainingResult expected = train_module(*whole, *samples, options);
    options.checkpoint = path;
    for (const int stop : {5, 66, 0}) {  // one of them in the middle of an epoch
        StopAt observer(stop);
        options.observer = &observer;
        const auto part = two_layers(Precision::single_precision);
        EXPECT_EQ(train_module(*part, *samples, options).status, Status::cancelled);
        EXPECT_TRUE(fs::exists(path));
    }
    options.observer = nullptr;
    const auto rest = two_layers(Precision::single_precision);
    const NetworkTrainingResult end = train_module(*rest, *samples, options);
    EXPECT_FALSE(fs::exists(path));
    EXPECT_EQ(rest->outputs(*samples), whole->outputs(*samples));
    EXPECT_EQ(end.steps, expected.steps);
    ASSERT_EQ(end.curve.size(), expected.curve.size());
    for (std::size_t k = 0; k < end.curve.size(); ++k) {
        EXPECT_EQ(end.curve[k].steps, expected.curve[k].steps);
        EXPECT_EQ(end.curve[k].loss, expected.curve[k].loss);
    }
}

TEST(TrainModule, AKeptCheckpointEndsAtOnce) {
    const fs::path path = scratch();
    fs::remove(path);
    const SampleArray x = vectors(30);
    const auto module = two_layers();
    const auto samples = module->take(x, signs(x));
    MeasuredTrainingOptions options = usual();
    options.checkpoint = path;
    options.keep_checkpoint = true;
    const NetworkTrainingResult first = train_module(*module, *samples, options);
    const auto other = two_layers();
    const NetworkTrainingResult second = train_module(*other, *samples, options);
    EXPECT_EQ(first.status, Status::converged);
    EXPECT_EQ(second.status, first.status);
    EXPECT_EQ(second.steps, first.steps);
    EXPECT_EQ(second.loss, first.loss);
    EXPECT_EQ(other->outputs(*samples), module->outputs(*samples));
    options.key = "another";
    EXPECT_THAT([&] { train_module(*other, *samples, options); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("is that of another run")));
    fs::remove(path);
}

TEST(TrainModule, NamesTheOptionThatIsWrong) {
    const SampleArray x = vectors(8);
    const auto module = linear();
    const auto samples = module->take(x, signs(x));
    const auto message = [&](auto change) -> std::string {
        MeasuredTrainingOptions options = usual();
        change(options);
        try {
            train_module(*module, *samples, options);
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "trained";
    };
    using Options = MeasuredTrainingOptions;
    EXPECT_THAT(message([](Options& o) { o.step_size = 0.0; }), HasSubstr("step_size: 0 given"));
    EXPECT_THAT(message([](Options& o) { o.batch_size = 9; }), HasSubstr("batch_size: 9"));
    EXPECT_THAT(message([](Options& o) { o.loss_tolerance = -1.0; }), HasSubstr("loss_tolerance"));
    EXPECT_THAT(message([](Options& o) { o.max_steps = 0; }), HasSubstr("max_steps: 0"));
    EXPECT_THAT(message([](Options& o) { o.log_spacing = 0.5; }), HasSubstr("log_spacing: 0.5"));
    EXPECT_THAT(message([](Options& o) { o.divergence_factor = 1.0; }), HasSubstr("divergence"));
    EXPECT_THAT(message([](Options& o) { o.checkpoint_seconds = -1.0; }), HasSubstr("seconds"));
    EXPECT_EQ(message([](Options&) {}), "trained");
}

}  // namespace
}  // namespace regimes
