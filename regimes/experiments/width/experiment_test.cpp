// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "regimes/experiments/experiment_runs_test.hpp"
#include "regimes/experiments/matrix_completion/claims.hpp"
#include "regimes/experiments/width/claims.hpp"

namespace regimes {
namespace {

const Experiment& experiment = width_experiment();

RunResult run_at(double alpha_squared, std::int64_t width, std::int64_t seed) {
    return experiment.run(
        with_defaults(experiment.parameters(),
                      {{"alpha_squared", alpha_squared}, {"width", width}, {"seed", seed}}),
        nullptr);
}

TEST(WidthExperiment, EqualParametersGiveEqualBits) {
    const RunResult once = run_at(1e-4, 5000, 3);
    EXPECT_EQ(run_at(1e-4, 5000, 3).metrics, once.metrics);
    EXPECT_NE(run_at(1e-4, 5001, 3).metrics, once.metrics);
    EXPECT_NE(run_at(1e-4, 5000, 4).metrics, once.metrics);
}

// Without unbiasing U V^T starts at sums of k products of normals: variance k alpha^4.
TEST(WidthExperiment, StartIsBiased) {
    double squares = 0.0;
    for (std::int64_t seed = 0; seed < 25; ++seed) {
        squares += std::pow(run_at(1e-2, 400, seed).metrics.at("rms_start"), 2) / 25.0;
    }
    // 1000 entries, of excess kurtosis 6 / 400: the mean square has a deviation of some 5 %.
    EXPECT_NEAR(squares / (400.0 * 1e-4), 1.0, 0.25);
}

TEST(WidthExperiment, EndsAreThoseOfTheRegimes) {
    const RunResult rich = run_at(1e-8, 10, 0);
    EXPECT_NEAR(relative_change(rich), 1.0, 1e-4);
    EXPECT_LT(std::fabs(rich.metrics.at("above_least")), 1e-4 * rich.metrics.at("nuclear_norm"));
    const RunResult lazy = run_at(1e-2, 500000, 0);
    EXPECT_LT(relative_change(lazy), 0.1);
    EXPECT_GT(relative_excess(lazy), 1.0);
    EXPECT_NEAR(relative_excess(rich), 0.0, 1e-4);
}

TEST(WidthExperiment, SmokeFindsTheTransition) {
    const Reproduction smoke{.scale = Scale::smoke};
    const auto runs = experiments_test::runs_of(experiment, experiment.tasks(smoke));
    const Figure figure = experiment.figure(runs, smoke);
    ASSERT_EQ(figure.claims.size(), 5U);
    for (const Claim& claim : figure.claims) {
        EXPECT_TRUE(claim.holds()) << claim.claim << ": " << claim.measured;
    }
    EXPECT_EQ(figure.rows.size(), 4U * 9U + 2U);
}

RunRecord made_up(double alpha_squared, std::int64_t width, double change) {
    RunRecord run;
    run.parameters = {{"alpha_squared", alpha_squared}, {"width", width}};
    run.result.metrics = {{"rms_change", 2.0 * change}, {"rms_truth", 2.0}};
    return run;
}

TEST(WidthExperiment, ALoneCellDecidesNothing) {
    RunRecord run;
    run.parameters = with_defaults(experiment.parameters(), {{"n_rows", std::int64_t{8}}});
    run.result = experiment.run(run.parameters, nullptr);  // alpha^2 k = 0.01
    const Figure figure = experiment.figure({run}, {});
    EXPECT_EQ(figure.claims[0].explanation, "Needs n_rows = 10 (here 8).");
    EXPECT_EQ(figure.claims[2].explanation, "Needs two cells of equal alpha^2 k.");
    EXPECT_EQ(figure.claims[4].explanation, "Needs a cell with alpha^2 k >= 100.");
    EXPECT_NE(figure.notes[0].find("d = 8, N = 60"), std::string::npos) << figure.notes[0];
    for (const FigureRow& row : figure.rows) EXPECT_EQ(row.source, "ours");
    const auto claims = width_claims(width_curves({run}));
    EXPECT_EQ(claims[0].explanation, "Needs widths on both sides of alpha^2 k = 1.");
}

TEST(WidthExperiment, TransitionIsAtHalfOfTheChange) {
    const auto found =
        transitions(width_curves({made_up(0.01, 100, 0.75), made_up(0.01, 10000, 0.25),
                                  made_up(1e-4, 100, 0.9)}),
                    relative_change);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NEAR(found.at(0.01), 1.0, 1e-12);  // half way from log10 1 to log10 100
}

}  // namespace
}  // namespace regimes
