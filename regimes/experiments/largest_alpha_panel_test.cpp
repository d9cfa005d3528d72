// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/largest_alpha_panel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace regimes {
namespace {

using ::testing::HasSubstr;

/// A search that was never computed, which found this ln(alpha^D).
RunRecord searched(double depth, double samples, double log_value) {
    RunRecord run;
    run.parameters = {{"quantity", std::string("largest-alpha")},
                      {"depth", depth},
                      {"features", std::int64_t{1000}},
                      {"samples", static_cast<std::int64_t>(samples)},
                      {"seed", std::int64_t{0}}};
    run.result.metrics = {{"log_alpha_to_the_depth", log_value}};
    return run;
}

/// Claims: growth, order, printed values, success, N that the l1 norm needs.
std::vector<Claim> claims_of(const std::vector<RunRecord>& runs, const std::string& lack = {}) {
    Figure figure;
    const LargestAlphaPanel panel{
        .panel = "3(c)",
        .series = [](double depth) { return depth == 2.0 ? "D = 2" : "deeper"; },
        .power = [](double) { return 1.0; },
        .orders_depths = true,
        .lack = lack};
    const std::vector<FigureRow> printed = {
        {"3(c)", "D = 2", 60.0, std::exp(-9.0), {}, {}, "paper"},
        {"3(c)", "D = 2", 100.0, std::exp(-7.0), {}, {}, "paper"}};
    add_largest_alpha(figure, panel, runs, printed);
    return figure.claims;
}

TEST(LargestAlphaPanel, LonePointsDecideNothing) {
    const auto claims = claims_of({searched(2.0, 90.0, -7.0)});
    ASSERT_EQ(claims.size(), 5U);
    for (const Claim& claim : claims) {
        EXPECT_EQ(claim.verdict, Verdict::not_comparable) << claim.claim;
        EXPECT_THAT(claim.explanation, HasSubstr("Needs "));
    }
}

TEST(LargestAlphaPanel, SeveralPointsDecide) {
    const std::vector<RunRecord> runs = {searched(2.0, 40.0, -1e9), searched(2.0, 60.0, -9.0),
                                         searched(2.0, 100.0, -7.0), searched(3.0, 100.0, -6.0)};
    const auto claims = claims_of(runs);
    for (const std::size_t k : {0U, 1U, 2U, 3U}) {
        EXPECT_TRUE(claims[k].holds()) << claims[k].claim << ": " << claims[k].measured;
    }
    auto other = runs;
    other[2].result.metrics["log_alpha_to_the_depth"] = -9.5;
    other[3].result.metrics["log_alpha_to_the_depth"] = -9.8;
    const auto missed = claims_of(other);
    for (const std::size_t k : {0U, 1U, 2U}) {
        EXPECT_EQ(missed[k].verdict, Verdict::missed) << missed[k].claim;
        EXPECT_NE(missed[k].explanation, "");
    }
}

TEST(LargestAlphaPanel, GrowthIsThatOfOneProblemWithMoreFeaturesThanSamples) {
    std::vector<RunRecord> runs = {searched(2.0, 60.0, -9.0), searched(2.0, 100.0, -9.5)};
    EXPECT_EQ(claims_of(runs)[0].verdict, Verdict::missed);
    runs[1].parameters["features"] = std::int64_t{500};
    EXPECT_EQ(claims_of(runs)[0].explanation, "Needs the same problem at every N.");
    runs[1].parameters["features"] = std::int64_t{100};
    EXPECT_EQ(claims_of(runs)[0].explanation, "Needs N < d.");
}

TEST(LargestAlphaPanel, PrintedPointsAreForThePapersSize) {
    const auto claims = claims_of({searched(2.0, 60.0, -20.0), searched(2.0, 100.0, -19.0)},
                                  "features = 1000 (here 100)");
    EXPECT_TRUE(claims[0].holds());
    for (const std::size_t k : {2U, 3U, 4U}) {
        EXPECT_EQ(claims[k].explanation, "Needs features = 1000 (here 100).");
    }
}

}  // namespace
}  // namespace regimes
