// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "regimes/experiments/experiment_runs_test.hpp"
#include "regimes/experiments/step_size/step_curves.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;

const Experiment& experiment = step_size_experiment();

RunResult run_with(double share, std::int64_t max_steps) {
    return experiment.run(
        with_defaults(experiment.parameters(),
                      {{"alpha", 2.0}, {"stable_share", share}, {"max_steps", max_steps}}),
        nullptr);
}

TEST(StepSize, StepIsTheShareOfTheStableOne) {
    const RunResult run = run_with(0.25, 1);
    EXPECT_EQ(run.metrics.at("step_size"), 0.25 * run.metrics.at("stable_step_size"));
}

TEST(StepSize, EqualParametersGiveEqualBits) {
    EXPECT_EQ(run_with(1.2, 10000).metrics, run_with(1.2, 10000).metrics);
    EXPECT_NE(run_with(1.2, 10000).metrics, run_with(1.21, 10000).metrics);
}

TEST(StepSize, NotFittingIsAnAnswerOnlyAboveTheStableStep) {
    const RunResult diverged = run_with(50.0, 10000);
    EXPECT_TRUE(diverged.converged);
    EXPECT_EQ(diverged.metrics.at("diverged"), 1.0);
    EXPECT_EQ(diverged.metrics.at("fits"), 0.0);
    const RunResult unfinished = run_with(1.2, 3);
    EXPECT_TRUE(unfinished.converged);
    EXPECT_EQ(unfinished.metrics.at("diverged"), 0.0);
    EXPECT_EQ(unfinished.metrics.at("fits"), 0.0);
    EXPECT_FALSE(run_with(0.5, 3).converged);
    const RunResult fitted = run_with(0.5, 10000);
    EXPECT_TRUE(fitted.converged);
    EXPECT_EQ(fitted.metrics.at("fits"), 1.0);
}

TEST(StepSize, SmokeHoldsItsClaims) {
    const Reproduction smoke{.scale = Scale::smoke};
    const auto runs = experiments_test::runs_of(experiment, experiment.tasks(smoke));
    const Figure figure = experiment.figure(runs, smoke);
    ASSERT_EQ(figure.claims.size(), 3U);
    for (const Claim& claim : figure.claims) {
        EXPECT_TRUE(claim.holds()) << claim.claim << ": " << claim.measured;
    }
    EXPECT_EQ(figure.rows.size(), 3U * 4U);
}

RunRecord made_up(double share, bool fits, double error, double distance) {
    RunRecord run;
    run.parameters =
        with_defaults(experiment.parameters(), {{"alpha", 2.0}, {"stable_share", share}});
    run.result.metrics = {{"fits", fits ? 1.0 : 0.0},
                          {"diverged", fits ? 0.0 : 1.0},
                          {"test_error", error},
                          {"gradient_distance", distance},
                          {"stable_step_size", 0.0219}};
    return run;
}

TEST(StepSize, CurvesLeaveOutWhatDoesNotFitAndCountIt) {
    const std::vector<RunRecord> runs = {
        made_up(0.1, true, 0.02, 0.01), made_up(1.5, true, 0.01, 0.04),
        made_up(2.0, true, 0.01, 0.5), made_up(2.0, false, 9e9, 9e9)};
    const auto curves = step_curves(runs);
    ASSERT_EQ(curves.size(), 1U);
    const StepCurve& curve = curves.at("D = 2, alpha = 2");
    EXPECT_EQ(last_fitting_step(curve), 1.5);
    const auto rows = step_rows(curves);
    ASSERT_EQ(rows.size(), 9U);
    EXPECT_EQ(rows[2].y, 0.01);  // at 2, the error of the one that fits
    EXPECT_EQ(rows[8].panel, "fits");
    EXPECT_EQ(rows[8].y, 0.5);
    const auto claims = step_claims(curves);
    EXPECT_TRUE(claims[1].holds());
    EXPECT_THAT(claims[1].measured, HasSubstr("4.00 for D = 2, alpha = 2 (from 0.01 to 0.04"));
    EXPECT_TRUE(claims[2].holds());
    EXPECT_THAT(edge_note(curves), HasSubstr("0.022 for D = 2, alpha = 2, where 1 of 4 runs"));
}

TEST(StepSize, ALoneStepDecidesNothing) {
    for (const Claim& claim : step_claims(step_curves({made_up(0.5, true, 0.02, 0.01)}))) {
        EXPECT_EQ(claim.verdict, Verdict::not_comparable) << claim.claim;
    }
    // Larger steps that never fit leave nothing to compare errors at, and are a miss otherwise.
    const auto claims =
        step_claims(step_curves({made_up(0.5, true, 0.02, 0.01), made_up(2.0, false, 9e9, 9e9)}));
    EXPECT_EQ(claims[1].verdict, Verdict::missed);
    EXPECT_EQ(claims[2].verdict, Verdict::not_comparable);
}

TEST(StepSize, ClaimsMissWhereStepsChangeNothing) {
    const std::vector<RunRecord> runs = {made_up(0.1, true, 0.02, 0.01),
                                         made_up(0.4, true, 0.03, 0.01),
                                         made_up(1.5, true, 0.03, 0.02)};
    for (const Claim& claim : step_claims(step_curves(runs))) {
        EXPECT_FALSE(claim.holds()) << claim.claim;
        EXPECT_FALSE(claim.explanation.empty());
    }
}

}  // namespace
}  // namespace regimes
