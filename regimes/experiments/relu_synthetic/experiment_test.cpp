// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "regimes/diagnostics/tangent_kernel.hpp"
#include "regimes/experiments/paper_rows.hpp"
#include "regimes/experiments/relu_synthetic/circle_data.hpp"
#include "regimes/experiments/relu_synthetic/claims.hpp"
#include "regimes/models/relu_network.hpp"
#include "regimes/models/relu_network_start.hpp"
#include "regimes/numerics/symmetric_eigen.hpp"

namespace regimes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Experiment& experiment = relu_synthetic_experiment();

RunResult run_with(const Parameters& given) {
    return experiment.run(with_defaults(experiment.parameters(), given), nullptr);
}

/// The first look ends it.
RunResult start_of(Parameters given) {
    given["loss_tolerance"] = 1e3;
    return run_with(given);
}

TEST(ReluSynthetic, EqualParametersGiveEqualBits) {
    const Parameters parameters{{"alpha", 2.0}, {"seed", std::int64_t{3}}};
    const RunResult once = run_with(parameters);
    EXPECT_TRUE(once.converged);
    EXPECT_EQ(run_with(parameters).metrics, once.metrics);
    EXPECT_NE(run_with({{"alpha", 2.0}, {"seed", std::int64_t{4}}}).metrics, once.metrics);
}

// For a summed loss without 1/2 the residual follows r <- (1 - 2 step K) r in the kernel regime.
TEST(ReluSynthetic, StableStepIsThatOfTheKernelAtTheStart) {
    const CircleData data = circle_data({.seed = 2});
    const ReluNetworkStart start{.shape = {{2, 30, 30, 1}}, .log_alpha = std::log(2.0), .seed = 2};
    const ReluNetwork model(MatrixView(data.x), start.shape);
    const Matrix kernel = tangent_kernel(model, relu_network_start(start));
    const double expected = 1.0 / symmetric_eigen(kernel).values.maxCoeff();
    const RunResult run =
        start_of({{"depth", std::int64_t{3}}, {"alpha", 2.0}, {"seed", std::int64_t{2}}});
    // power iteration ends when it grows by less than 1e-6, which may leave some times that
    EXPECT_NEAR(run.metrics.at("stable_step_size") / expected, 1.0, 1e-4);
    EXPECT_EQ(run.metrics.at("steps"), 0.0);
    EXPECT_NEAR(run.metrics.at("zero_error"), 0.287, 1e-14);
}

TEST(ReluSynthetic, StepIsCappedByAShareOfTheStableOne) {
    const auto metrics = [](double alpha, double share) {
        return start_of({{"alpha", alpha}, {"stable_share", share}}).metrics;
    };
    EXPECT_EQ(metrics(0.5, 0.5).at("step_size"), 0.01);
    const double stable = metrics(5.0, 0.5).at("stable_step_size");
    ASSERT_LT(stable, 0.01);
    EXPECT_EQ(metrics(5.0, 0.5).at("step_size"), 0.5 * stable);
    EXPECT_EQ(metrics(5.0, 0.25).at("step_size"), 0.25 * stable);
    EXPECT_EQ(metrics(5.0, 0.0).at("step_size"), 0.01);
}

// Both ends of Figure 5(b) and the size of the teacher: means over some draws.
TEST(ReluSynthetic, RegimesAreThoseOfTheScale) {
    double rich = 0.0;
    double lazy = 0.0;
    for (std::int64_t seed = 0; seed < 4; ++seed) {
        rich += run_with({{"alpha", 0.3}, {"seed", seed}}).metrics.at("gradient_distance") / 4.0;
        const auto at_two = run_with({{"alpha", 2.0}, {"seed", seed}}).metrics;
        lazy += at_two.at("gradient_distance") / 4.0;
        EXPECT_NEAR(at_two.at("test_error") / at_two.at("linearized_error"), 1.0, 0.3);
    }
    // printed: 0.311 and 0.0068; a draw has a deviation of 0.05 and 0.0025, a mean of four half
    EXPECT_NEAR(rich, 0.311, 0.1);
    EXPECT_NEAR(lazy, 0.0068, 0.005);
}

TEST(ReluSynthetic, PaperScaleHoldsEveryPrintedPoint) {
    std::set<std::pair<std::string, long>> places;  // depth, and 1e6 ln(alpha^D)
    const auto place = [](const std::string& series, double x) {
        return std::pair(series, std::lround(1e6 * std::log(x)));
    };
    for (const Parameters& task : experiment.tasks({.scale = Scale::paper, .seeds = 1})) {
        const std::int64_t depth = whole_number(task, "depth");
        places.insert(place(depth_series(depth), to_the_depth(number(task, "alpha"), depth)));
    }
    const auto printed = paper_rows("relu_synthetic");
    EXPECT_EQ(printed.size(), 108U);
    for (const FigureRow& mark : printed) {
        EXPECT_TRUE(places.contains(place(mark.series, mark.x))) << mark.series << " " << mark.x;
        EXPECT_TRUE(*mark.low < mark.y && mark.y < *mark.high);
    }
}

RunRecord made_up(std::int64_t depth, double alpha, double error, double distance) {
    RunRecord run;
    run.parameters = with_defaults(experiment.parameters(), {{"depth", depth}, {"alpha", alpha}});
    run.result.metrics = {{"test_error", error},
                          {"linearized_error", error},
                          {"gradient_distance", distance},
                          {"train_loss", 0.5},
                          {"step_size", 0.01}};
    return run;
}

/// The printed curves of depth 3 as runs, the distances multiplied; errors that aren't printed are
/// 0.2.
std::vector<RunRecord> printed_runs(double factor) {
    std::map<double, std::pair<double, double>> points;
    for (const FigureRow& mark : paper_rows("relu_synthetic")) {
        if (mark.series != "D = 3") continue;
        auto& [error, distance] = points.try_emplace(mark.x, 0.2, 0.0).first->second;
        (mark.panel == "5(a)" ? error : distance) = mark.y;
    }
    std::vector<RunRecord> runs;
    for (const auto& [x, point] : points) {
        runs.push_back(made_up(3, std::cbrt(x), point.first, factor * point.second));
    }
    return runs;
}

TEST(ReluSyntheticClaims, HoldForThePrintedCurvesThemselves) {
    const auto runs = printed_runs(1.0);
    const auto claims = circle_claims(circle_curves(runs, "spaced"), paper_rows("relu_synthetic"));
    ASSERT_EQ(claims.size(), 6U);
    EXPECT_THAT(claims[0].measured, HasSubstr("16 of 16 agree"));
    EXPECT_THAT(claims[1].measured, HasSubstr("14 of 14 agree"));
    EXPECT_THAT(claims[2].measured, HasSubstr("0.953 for D = 3 (printed 0.953)"));
    for (std::size_t k = 0; k < claims.size(); ++k) {
        const bool is_order = k == 3;  // which a single depth does not have
        EXPECT_EQ(claims[k].verdict, is_order ? Verdict::not_comparable : Verdict::holds)
            << claims[k].claim;
    }
}

TEST(ReluSyntheticClaims, LoneAlphasDecideNothing) {
    const std::vector<RunRecord> runs = {made_up(2, 0.01, 0.1, 0.5)};
    const auto claims = circle_claims(circle_curves(runs, "spaced"), paper_rows("relu_synthetic"));
    ASSERT_EQ(claims.size(), 6U);
    EXPECT_THAT(claims[2].explanation, HasSubstr("both sides of a printed transition"));
    EXPECT_THAT(claims[3].explanation, HasSubstr("at least two depths"));
    EXPECT_THAT(claims[4].explanation, HasSubstr("at least two alpha"));
    EXPECT_THAT(claims[5].explanation, HasSubstr("beyond the transition"));
    for (const std::size_t k : {2U, 3U, 4U, 5U}) {
        EXPECT_EQ(claims[k].verdict, Verdict::not_comparable) << claims[k].claim;
    }
}

TEST(ReluSyntheticClaims, AnotherSizeIsNotHeldToThePrintedNumbers) {
    auto runs = printed_runs(2.0);
    for (RunRecord& run : runs) run.parameters["width"] = std::int64_t{40};
    const Figure figure = experiment.figure(runs, {});
    for (const std::size_t k : {0U, 1U, 2U}) {
        EXPECT_EQ(figure.claims[k].explanation, "Needs width = 30 (here 40).");
    }
    EXPECT_EQ(figure.claims[5].verdict, Verdict::holds);  // the limit of linearised training
    EXPECT_THAT(figure.caption, HasSubstr("40 units wide"));
    for (const FigureRow& row : figure.rows) EXPECT_EQ(row.source, "ours");
}

TEST(ReluSyntheticClaims, MissWhereRunsDisagree) {
    const auto runs = printed_runs(2.0);
    const auto claims = circle_claims(circle_curves(runs, "spaced"), paper_rows("relu_synthetic"));
    EXPECT_FALSE(claims[0].holds());
    EXPECT_THAT(claims[0].measured, HasSubstr("0 of 16 agree; the largest factor between a "
                                              "printed mean and our median is 2.00"));
    EXPECT_FALSE(claims[2].holds());
}

TEST(ReluSyntheticClaims, CountRunsThatDoNotFit) {
    std::vector<RunRecord> runs = {made_up(2, 1.0, 0.1, 0.1), made_up(2, 1.0, 9.0, 0.9)};
    EXPECT_TRUE(fit_claim(runs).holds());
    runs[1].result.converged = false;
    const Claim claim = fit_claim(runs);
    EXPECT_FALSE(claim.holds());
    EXPECT_EQ(claim.measured, "1 of 2 runs");
    EXPECT_THAT(claim.explanation,
                HasSubstr("1 at D = 2 (alpha from 1 to 1, last loss from 0.5 to 0.5)"));
    const auto curves = circle_curves(runs, "spaced");
    EXPECT_THAT(values(curves.at(2).at(1.0), test_error_of), ElementsAre(0.1));
}

TEST(ReluSyntheticClaims, UniformPointsStandBesideSpacedOnes) {
    std::vector<RunRecord> runs = {made_up(2, 1.0, 0.01, 0.1), made_up(2, 1.0, 0.04, 0.1)};
    runs[1].parameters["points"] = std::string("uniform");
    const std::string note =
        uniform_note(circle_curves(runs, "spaced"), circle_curves(runs, "uniform"));
    EXPECT_THAT(note, HasSubstr("0.04 at D = 2, alpha = 1 (1 runs; 0.01 if spaced)"));
    EXPECT_EQ(uniform_note(circle_curves(runs, "spaced"), {}), "");
}

TEST(ReluSyntheticClaims, TransitionIsOnALineInTheLogarithmOfAlpha) {
    EXPECT_NEAR(transition_alpha({{1.0, 0.5}, {4.0, 0.0}}), 2.0, 1e-12);
    EXPECT_TRUE(std::isnan(transition_alpha({{1.0, 0.5}, {4.0, 0.4}})));
}

TEST(ReluSyntheticClaims, RowsAreAgainstAlphaToTheDepth) {
    const std::vector<RunRecord> runs = {made_up(3, 2.0, 0.1, 0.2)};
    const auto rows = circle_rows(circle_curves(runs, "spaced"));
    ASSERT_EQ(rows.size(), 3U);  // the test error, that of the linearised network, the distance
    for (const FigureRow& row : rows) EXPECT_DOUBLE_EQ(row.x, 8.0);
    EXPECT_EQ(rows[2].y, 0.2);
}

}  // namespace
}  // namespace regimes
