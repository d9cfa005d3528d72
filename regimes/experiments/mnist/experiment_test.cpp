// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "regimes/core/random.hpp"
#include "regimes/experiments/experiment_runs_test.hpp"
#include "regimes/experiments/mnist/claims.hpp"
#include "regimes/experiments/mnist/mnist_run.hpp"
#include "regimes/networks/dense_network.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;

const Experiment& experiment = mnist_experiment();

std::vector<RunRecord> smoke_runs() {
    return experiments_test::runs_of(experiment, experiment.tasks({.scale = Scale::smoke}));
}

TEST(MnistExperiment, SmokeRisesAndFindsItsSteps) {
    const auto runs = smoke_runs();
    for (const RunRecord& run : runs) {
        EXPECT_TRUE(run.result.converged);
        EXPECT_EQ(run.result.metrics.at("train_error"), 0.0);
        EXPECT_EQ(run.result.metrics.at("epochs"), run.result.metrics.at("steps") / 2.0);
        const auto& steps = run.result.traces.at("trial_step_sizes");
        const double step = run.result.metrics.at("step_size");
        EXPECT_EQ(std::count(steps.begin(), steps.end(), step), 1);
    }
    const Figure figure = experiment.figure(runs, {.scale = Scale::smoke});
    ASSERT_EQ(figure.claims.size(), 6U);
    EXPECT_TRUE(figure.claims[0].holds()) << figure.claims[0].measured;
    EXPECT_EQ(figure.claims[1].verdict, Verdict::not_comparable);  // nothing beyond alpha = 50
    for (const std::size_t printed : {2U, 3U, 5U}) {
        EXPECT_EQ(figure.claims[printed].verdict, Verdict::not_comparable);
        EXPECT_THAT(figure.claims[printed].explanation, HasSubstr("width = 5000 (here 256)"));
    }
    EXPECT_EQ(figure.rows.size(), 5U);  // none of the paper's, which are of another size
    EXPECT_THAT(figure.notes.back(), HasSubstr("marks of the paper are left out"));
}

TEST(MnistExperiment, EqualParametersGiveEqualBits) {
    const Parameters task = experiment.tasks({.scale = Scale::smoke}).front();
    const RunResult once = experiment.run(task, nullptr);
    EXPECT_EQ(experiment.run(task, nullptr).metrics, once.metrics);
    EXPECT_EQ(experiment.run(task, nullptr).traces, once.traces);
    Parameters other = task;
    other["seed"] = std::int64_t{1};
    EXPECT_NE(experiment.run(other, nullptr).metrics, once.metrics);
}

TEST(MnistExperiment, GivenStepIsNotSearchedFor) {
    Parameters task = experiment.tasks({.scale = Scale::smoke}).front();
    task["step_size"] = 0.05;
    const RunResult run = experiment.run(task, nullptr);
    EXPECT_EQ(run.metrics.at("step_size"), 0.05);
    EXPECT_EQ(run.traces.count("trial_step_sizes"), 0U);
}

/// Two clouds that any step tells apart but the largest.
TEST(StepSizeSearch, GoesOnWhileItGetsBetterAndKeepsTheBest) {
    const Index count = 50;
    Matrix x(count, 2);
    std::vector<int> labels;
    const Vector noise = 0.3 * RandomStream(1, "clouds").normals(2 * count);
    for (Index n = 0; n < count; ++n) {
        labels.push_back(static_cast<int>(n % 2));
        x.row(n) << (n % 2 == 0 ? 1.0 : -1.0) + noise[2 * n], noise[2 * n + 1];
    }
    const NetworkData data{x, labels, {}, {}};
    const auto start = dense_network({.shape = {{2, 20, 2}}});
    MeasuredTrainingOptions options;
    options.batch_size = 8;
    const auto trials = search_step_size(*start, data, options, 3);
    ASSERT_GE(trials.size(), 2U);
    EXPECT_EQ(trials.front().step_size, 0.1);
    for (const StepTrial& trial : trials) {
        const double half_decades = 2.0 * std::log10(trial.step_size / 0.1);
        EXPECT_NEAR(half_decades, std::round(half_decades), 1e-12);
        EXPECT_LE(best_trial(trials).error_rate, trial.error_rate);
    }
    EXPECT_LE(best_trial(trials).error_rate, 0.1);
    EXPECT_EQ(search_step_size(*start, data, options, 3).back().loss, trials.back().loss);
}

RunRecord made_up(const char* layers, double alpha, double error) {
    return experiments_test::image_run(experiment, layers, alpha, error);
}

TEST(MnistExperiment, ClaimsHoldForThePrintedNumbersOnly) {
    std::vector<RunRecord> printed;
    for (const auto& [alpha, error] :
         {std::pair{1.0, 0.014}, {2.0, 0.014}, {50.0, 0.024}, {500.0, 0.024}}) {
        printed.push_back(made_up("all", alpha, error));
    }
    printed.push_back(made_up("output", 1.0, 0.027));
    for (const Claim& claim : mnist_claims(mnist_curves(printed))) {
        EXPECT_TRUE(claim.holds()) << claim.claim << ": " << claim.measured;
    }
    const std::vector<RunRecord> flat = {made_up("all", 1.0, 0.03), made_up("all", 50.0, 0.03),
                                         made_up("all", 500.0, 0.03), made_up("output", 1.0, 0.02)};
    int holding = 0;
    for (const Claim& claim : mnist_claims(mnist_curves(flat))) {
        if (claim.holds()) ++holding;
        EXPECT_TRUE(claim.holds() || !claim.explanation.empty());
    }
    EXPECT_EQ(holding, 1);  // that the error is level beyond 50
}

}  // namespace
}  // namespace regimes
