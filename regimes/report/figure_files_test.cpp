// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/figure_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace regimes {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

Figure two_rows() {
    Figure figure;
    figure.name = "two-rows";
    figure.rows = {{"a", "D = 2", 0.1, 1e-300, 0.0, 0.3},
                   {"b, c", "the \"l1\" limit", 3.0, std::numeric_limits<double>::infinity(),
                    std::nullopt, std::nullopt, "paper"}};
    figure.claims = {
        {"y grows", "by 2 (page 3)", "1.9", "10 %", Verdict::holds, ""},
        {"x falls", "to 0", "0.5", "0.1", Verdict::missed, "too few samples"},
        {"z stays", "at 1", "not run", "0.1", Verdict::not_comparable, "Needs two z."}};
    figure.specification = R"({"data": {"name": "rows"}, "mark": "line",
                               "config": {"background": "#000000"}})";
    return figure;
}

TEST(FigureCsv, QuotesWhatMustBeAndGivesDoublesBack) {
    EXPECT_EQ(figure_csv(two_rows()),
              "panel,series,x,y,low,high,source\n"
              "a,D = 2,0.1,1e-300,0,0.3,ours\n"
              "\"b, c\",\"the \"\"l1\"\" limit\",3,inf,,,paper\n");
}

TEST(ClaimsJson, HasEveryFieldOfEveryClaim) {
    const json claims = json::parse(claims_json(two_rows()));
    ASSERT_EQ(claims.size(), 3U);
    EXPECT_EQ(claims[1], (json{{"claim", "x falls"},
                               {"paper", "to 0"},
                               {"measured", "0.5"},
                               {"tolerance", "0.1"},
                               {"verdict", "missed"},
                               {"explanation", "too few samples"}}));
    EXPECT_EQ(claims[0]["verdict"], "holds");
    EXPECT_EQ(claims[2]["verdict"], "not comparable");
    for (const Verdict verdict : {Verdict::holds, Verdict::missed, Verdict::not_comparable}) {
        EXPECT_EQ(count_claims(two_rows(), verdict), 1U);
    }
}

TEST(Claim, KeepsTheExplanationOfAMissOnlyWithAMiss) {
    Claim claim;
    claim.decide(true, "few instances");
    EXPECT_TRUE(claim.holds());
    EXPECT_EQ(claim.explanation, "");
    claim.decide(false, "few instances");
    EXPECT_EQ(claim.verdict, Verdict::missed);
    EXPECT_EQ(claim.explanation, "few instances");
    claim.leave_open("at least two N");
    EXPECT_EQ(claim.verdict, Verdict::not_comparable);
    EXPECT_EQ(claim.explanation, "Needs at least two N.");
    EXPECT_EQ(claim.measured, "not run");
}

TEST(RowsJson, LeavesOutMissingBandsAndHasNullForTheInfinite) {
    const json rows = json::parse(rows_json(two_rows()));
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0]["high"], 0.3);
    EXPECT_FALSE(rows[1].contains("low"));
    EXPECT_TRUE(rows[1]["y"].is_null());
}

TEST(VegaLiteJson, HoldsTheRowsAndKeepsTheConfigurationOfTheFigure) {
    const json specification = json::parse(vega_lite_json(two_rows()));
    EXPECT_EQ(specification["datasets"]["rows"].size(), 2U);
    EXPECT_EQ(specification["mark"], "line");
    EXPECT_EQ(specification["config"]["background"], "#000000");
    EXPECT_TRUE(specification["config"].contains("axis"));
}

TEST(VegaLiteJson, LeavesOutLayersThatWouldShowNothing) {
    Figure figure = two_rows();
    figure.rows.pop_back();  // the paper's
    figure.specification = R"({"hconcat": [{
        "transform": [{"filter": "datum.panel == 'a'"}],
        "layer": [{"mark": "line", "transform": [{"filter": "datum.source == 'ours'"}]},
                  {"mark": "point", "transform": [{"filter": "datum.source == 'paper'"}]},
                  {"mark": "text", "transform": [
                      {"filter": "datum.source == 'paper' && datum.series != 'x'"}]},
                  {"mark": "area", "transform": [{"filter": "datum.low != null"}]},
                  {"mark": "rule", "data": {"values": [{"x": 1}]},
                   "transform": [{"filter": "datum.source == 'paper'"}]}]}]})";
    const json layers = json::parse(vega_lite_json(figure))["hconcat"][0]["layer"];
    ASSERT_EQ(layers.size(), 3U);
    EXPECT_EQ(layers[0]["mark"], "line");
    EXPECT_EQ(layers[1]["mark"], "area");
    EXPECT_EQ(layers[2]["mark"], "rule");
}

TEST(VegaLiteJson, NamesTheFigureWhoseSpecificationIsNoObject) {
    for (const char* text : {"", "[]", "{\"mark\": "}) {
        Figure figure = two_rows();
        figure.specification = text;
        try {
            vega_lite_json(figure);
            ADD_FAILURE() << text;
        } catch (const std::invalid_argument& error) {
            EXPECT_THAT(error.what(), HasSubstr("two-rows"));
        }
    }
}

}  // namespace
}  // namespace regimes
