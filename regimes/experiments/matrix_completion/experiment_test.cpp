// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "regimes/experiments/experiment_runs_test.hpp"
#include "regimes/experiments/matrix_completion/claims.hpp"
#include "regimes/experiments/matrix_completion/completion_run.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const Experiment& experiment = matrix_completion_experiment();

Parameters given(double log10_alpha, const std::string& start, std::int64_t width,
                 std::int64_t seed) {
    return with_defaults(
        experiment.parameters(),
        {{"log10_alpha", log10_alpha}, {"start", start}, {"width", width}, {"seed", seed}});
}

std::vector<RunRecord> runs_of(const Reproduction& reproduction) {
    return experiments_test::runs_of(experiment, experiment.tasks(reproduction));
}

TEST(MatrixCompletionExperiment, EqualParametersGiveEqualBits) {
    const Parameters point = given(-1.0, "gaussian", 100, 3);
    const RunResult once = experiment.run(point, nullptr);
    const RunResult again = experiment.run(point, nullptr);
    EXPECT_EQ(once.metrics, again.metrics);
    EXPECT_EQ(once.certificate, again.certificate);
    EXPECT_THAT(once.certificate, HasSubstr("balancedness_drift"));
}

// A start of variance 1 at alpha / sqrt(k) is one of variance 1/k at alpha.
TEST(MatrixCompletionExperiment, VarianceIsAScaleOfAlpha) {
    Parameters point = given(0.0, "gaussian", 100, 1);
    const RunResult expected = experiment.run(point, nullptr);
    point["variance"] = std::string("one");
    point["log10_alpha"] = -1.0;
    const RunResult found = experiment.run(point, nullptr);
    // Both stop at a relative residual of 1e-8.
    EXPECT_NEAR(relative_error(found), relative_error(expected), 1e-6);
    EXPECT_NEAR(relative_change(found), relative_change(expected), 1e-6);
}

TEST(MatrixCompletionExperiment, SeedWidthAndScaleMatter) {
    const double change = relative_change(experiment.run(given(0.0, "gaussian", 100, 1), nullptr));
    for (const Parameters& other :
         {given(0.5, "gaussian", 100, 1), given(0.0, "gaussian", 101, 1),
          given(0.0, "gaussian", 100, 2), given(0.0, "identity", 100, 1)}) {
        EXPECT_GT(std::fabs(relative_change(experiment.run(other, nullptr)) - change), 1e-4);
    }
}

TEST(MatrixCompletionExperiment, SmokeReachesBothEndsAndWideStartsAgree) {
    const Reproduction smoke{.scale = Scale::smoke};
    const Figure figure = experiment.figure(runs_of(smoke), smoke);
    ASSERT_EQ(figure.claims.size(), 8U);
    for (const Claim& claim : figure.claims)
        EXPECT_TRUE(claim.holds()) << claim.claim << claim.measured;
    std::size_t ours = 0;
    for (const FigureRow& row : figure.rows) ours += row.source == "ours";
    EXPECT_EQ(ours, 4U * 3U * 2U);
}

// Seed 7: Y* is not the completion of least nuclear norm, and the flow ends at Y* all the same.
TEST(MatrixCompletionExperiment, LeastNuclearNormIsMissedWhereItIsNotTheTruth) {
    std::vector<RunRecord> runs(2);
    for (const std::size_t n : {0U, 1U}) {
        runs[n].parameters = given(n == 0 ? -6.0 : 1.0, "identity", 10, 7);
        runs[n].result = experiment.run(runs[n].parameters, nullptr);
    }
    const auto claims = completion_claims(completion_curves(runs));
    ASSERT_EQ(claims.size(), 5U);
    EXPECT_TRUE(claims[1].holds()) << claims[1].measured;
    EXPECT_FALSE(claims[4].holds());
    EXPECT_THAT(claims[4].explanation, HasSubstr("In 1 of the instances"));
}

TEST(MatrixCompletionExperiment, LoneAlphasAndWidthsDecideNothing) {
    std::vector<RunRecord> runs(2);
    runs[0].parameters = given(0.0, "identity", 10, 0);
    runs[1].parameters = given(0.0, "gaussian", 100, 0);
    for (RunRecord& run : runs) {
        run.parameters["variance"] = std::string("one");
        run.result = experiment.run(run.parameters, nullptr);
    }
    const Figure figure = experiment.figure(runs, {});
    ASSERT_EQ(figure.claims.size(), 8U);
    for (const Claim& claim : figure.claims) {
        EXPECT_EQ(claim.verdict, Verdict::not_comparable) << claim.claim;
    }
    EXPECT_THAT(figure.claims[0].explanation, HasSubstr("at least two alpha"));
    EXPECT_THAT(figure.claims[5].explanation, HasSubstr("at least two alpha"));
    EXPECT_THAT(figure.claims[7].explanation, HasSubstr("variance = one_over_width"));
    EXPECT_THAT(figure.caption, HasSubstr("of variance 1."));
    runs[1].parameters["log10_alpha"] = 1.0;
    runs.push_back(runs[1]);
    runs[2].parameters["log10_alpha"] = 2.0;
    EXPECT_EQ(experiment.figure(runs, {}).claims[5].explanation, "Needs at least two widths k.");
    const auto is_gaussian = [](const FigureRow& row) { return row.panel == "4b error"; };
    EXPECT_TRUE(std::any_of(figure.rows.begin(), figure.rows.end(), is_gaussian));
}

TEST(MatrixCompletionExperiment, RejectsParametersThatDoNotFit) {
    const auto misuse = [](const char* name, std::int64_t value) {
        Parameters point = given(0.0, "identity", 10, 0);
        point[name] = value;
        return [point] { experiment.run(point, nullptr); };
    };
    EXPECT_THAT(misuse("width", 9),
                ThrowsMessage<std::invalid_argument>(HasSubstr("width: 9 given, at least 10")));
    EXPECT_THAT(misuse("rank", 11),
                ThrowsMessage<std::invalid_argument>(HasSubstr("rank: 11 given, at most 10")));
    EXPECT_THAT(misuse("n_observed", 100), ThrowsMessage<std::invalid_argument>(
                                               HasSubstr("n_observed: 100 given, at least 10")));
}

}  // namespace
}  // namespace regimes
