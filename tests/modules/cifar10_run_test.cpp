// SPDX-License-Identifier: BSD-3-Clause
// Points of Figure 5(f), at the size of seconds.
#include "regimes/experiments/cifar10/cifar10_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "regimes/experiments/experiment_runs_test.hpp"

namespace regimes {
namespace {

namespace fs = std::filesystem;

const Experiment& experiment = cifar10_experiment();

Parameters small(const char* layers = "all") {
    Parameters task = experiment.tasks({.scale = Scale::smoke}).front();
    task["layers"] = std::string(layers);
    task["samples"] = std::int64_t{60};
    task["max_epochs"] = std::int64_t{3};
    return task;
}

TEST(Cifar10Run, EqualParametersGiveEqualBits) {
    const RunResult once = experiment.run(small(), nullptr);
    EXPECT_EQ(once.metrics.at("epochs"), 3.0);
    EXPECT_EQ(experiment.run(small(), nullptr).metrics, once.metrics);
    Parameters other = small();
    other["seed"] = std::int64_t{1};
    EXPECT_NE(experiment.run(other, nullptr).metrics, once.metrics);
}

// Features that are frozen turn by nothing.
TEST(Cifar10Run, OfTheLastLayerAloneIsAKernelMethod) {
    const RunResult run = experiment.run(small("last"), nullptr);
    EXPECT_LT(run.metrics.at("gradient_distance"), 1e-6);
    EXPECT_LT(run.metrics.at("kernel_distance"), 1e-5);
    EXPECT_GT(run.metrics.at("weight_change"), 0.0);
}

/// Stops after some questions, and has a place for a checkpoint.
class Interruption final : public Observer {
public:
    Interruption(fs::path path, int questions) : path_(std::move(path)), left_(questions) {}
    void report(const Progress&) override {}
    bool cancelled() const override { return left_-- <= 0; }
    fs::path checkpoint() const override { return path_; }

private:
    fs::path path_;
    mutable int left_;
};

TEST(Cifar10Run, GoesOnWhereItWasStopped) {
    const fs::path folder = fs::path(::testing::TempDir()) / "regimes_cifar10_run";
    fs::remove_all(folder);
    const RunResult whole = experiment.run(small(), nullptr);
    Interruption stop(folder / "run", 3);
    const RunResult part = experiment.run(small(), &stop);
    EXPECT_FALSE(part.converged && part.metrics.contains("train_loss"));
    EXPECT_TRUE(fs::exists(folder / "run"));
    Interruption go_on(folder / "run", 1 << 20);
    EXPECT_EQ(experiment.run(small(), &go_on).metrics, whole.metrics);
    EXPECT_FALSE(fs::exists(folder / "run"));
    fs::remove_all(folder);
}

}  // namespace
}  // namespace regimes
