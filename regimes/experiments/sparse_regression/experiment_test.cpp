// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "regimes/experiments/experiment_runs_test.hpp"
#include "regimes/experiments/paper_rows.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

RunResult run_of(const Parameters& given) {
    const Experiment& experiment = sparse_regression_experiment();
    return experiment.run(with_defaults(experiment.parameters(), given), nullptr);
}

const Parameters small = {{"features", std::int64_t{100}},
                          {"nonzeros", std::int64_t{2}},
                          {"samples", std::int64_t{40}},
                          {"points", std::int64_t{8}}};

Parameters with(Parameters base, const std::string& name, const ParameterValue& value) {
    base[name] = value;
    return base;
}

TEST(SparseRegressionExperiment, CurveJoinsItsLimits) {
    const RunResult curve = run_of(with(small, "log10_alpha_from", -100.0));
    const auto& error = curve.traces.at("population_error");
    EXPECT_TRUE(curve.converged) << curve.certificate;
    // From alpha = 10 on, beta is the least l2 norm's up to 1 / alpha^4, times a norm of order 1.
    EXPECT_NEAR(error.front(), curve.metrics.at("l2_error"), 1e-3);
    EXPECT_NEAR(curve.traces.at("excess_l2_norm").front(), 0.0, 1e-3);
    // At alpha = 1e-100, Q_alpha differs from the l1 norm by d / ln(1/alpha^2) / e < 0.1.
    EXPECT_NEAR(error.back(), curve.metrics.at("l1_error"), 0.01);
    EXPECT_GE(curve.traces.at("excess_l1_norm").back(), 0.0);
    EXPECT_LE(curve.traces.at("excess_l1_norm").back(), 0.1);
}

TEST(SparseRegressionExperiment, SimulationEndsWhereTheTheorySays) {
    for (const double depth : {2.0, 3.0}) {
        const RunResult flow =
            run_of(with(with(with(small, "quantity", std::string("simulation")), "depth", depth),
                        "log_alpha_to_the_depth", -6.0));
        EXPECT_TRUE(flow.converged);
        EXPECT_LE(flow.metrics.at("distance_from_exact"), 1e-4) << depth;
    }
}

TEST(SparseRegressionExperiment, ResultIsAFunctionOfTheParameters) {
    const auto searched = [](std::int64_t samples) {
        return run_of(
            with(with(small, "quantity", std::string("largest-alpha")), "samples", samples));
    };
    EXPECT_EQ(searched(40).metrics, searched(40).metrics);
    EXPECT_NE(searched(40).metrics, searched(41).metrics);
}

TEST(SparseRegressionExperiment, MoreNonzerosThanFeaturesAreRefused) {
    EXPECT_THAT([] { run_of(with(small, "nonzeros", std::int64_t{101})); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("nonzeros")));
}

TEST(SparseRegressionExperiment, PaperScaleHoldsEveryPrintedCell) {
    const Experiment& experiment = sparse_regression_experiment();
    const auto tasks = experiment.tasks({.scale = Scale::paper, .seeds = 1});
    for (const FigureRow& mark : paper_rows("sparse_regression")) {
        if (mark.series != "largest alpha") continue;
        const auto is_its_cell = [&](const Parameters& task) {
            return text(task, "quantity") == "largest-alpha" && number(task, "samples") == mark.x;
        };
        EXPECT_TRUE(std::any_of(tasks.begin(), tasks.end(), is_its_cell)) << mark.x;
    }
}

Figure smoke_with(const Parameters& settings) {
    const Experiment& experiment = sparse_regression_experiment();
    const Reproduction reproduction{.scale = Scale::smoke, .seeds = 1, .settings = settings};
    const auto runs =
        experiments_test::runs_of(experiment, reproduction_tasks(experiment, reproduction));
    return draw_figure(experiment, runs, reproduction);
}

const Claim& claim_with(const Figure& figure, const char* part) {
    const auto found = std::find_if(
        figure.claims.begin(), figure.claims.end(),
        [&](const Claim& claim) { return claim.claim.find(part) != std::string::npos; });
    if (found == figure.claims.end()) throw std::invalid_argument(part);
    return *found;
}

TEST(SparseRegressionExperiment, ALoneNumberOfSamplesDoesNotGrow) {
    const Figure figure = smoke_with({{"samples", std::int64_t{60}}});
    const Claim& growth = claim_with(figure, "With more samples");
    EXPECT_EQ(growth.verdict, Verdict::not_comparable);
    EXPECT_THAT(growth.explanation, HasSubstr("Needs at least two N"));
    EXPECT_THAT(figure.notes.back(), HasSubstr("We show N = 60 and d = 100"));
    EXPECT_THAT(claim_with(figure, "A large alpha").explanation, HasSubstr("Needs d >= 1000"));
    EXPECT_TRUE(claim_with(smoke_with({}), "With more samples").holds());
}

TEST(SparseRegressionExperiment, WordsFollowDepthAndThreshold) {
    const Figure figure = smoke_with({{"depth", 3.0}, {"threshold", 0.05}});
    EXPECT_THAT(figure.caption, HasSubstr("depth 3"));
    EXPECT_THAT(figure.caption, HasSubstr("error is at most 0.05,"));
    EXPECT_THAT(figure.specification, HasSubstr("error \u2264 0.05"));
    const auto is_searched = [](const FigureRow& row) { return row.panel == "1(c)"; };
    EXPECT_TRUE(std::any_of(figure.rows.begin(), figure.rows.end(), is_searched));
}

TEST(SparseRegressionExperiment, OnlyAlphasAtTheEndsDecideAboutLimits) {
    const Figure figure = smoke_with({{"log10_alpha_from", -2.0}, {"log10_alpha_to", 0.0}});
    for (const char* part : {"A small alpha", "A large alpha", "excess l1", "excess l2"}) {
        EXPECT_EQ(claim_with(figure, part).verdict, Verdict::not_comparable) << part;
    }
    EXPECT_EQ(claim_with(figure, "A small alpha").explanation,
              "Needs log10 alpha = -6 (here only to -2).");
}

}  // namespace
}  // namespace regimes
