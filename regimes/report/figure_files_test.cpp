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
    figure.claims = {{"y grows", "by 2 (page 3)", "1.9", "10 %", true, ""},
                     {"x falls", "to 0", "0.5", "0.1", false, "too few samples"}};
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
    ASSERT_EQ(claims.size(), 2U);
    EXPECT_EQ(claims[1], (json{{"claim", "x falls"},
                               {"paper", "to 0"},
                               {"measured", "0.5"},
                               {"tolerance", "0.1"},
                               {"holds", false},
                               {"explanation", "too few samples"}}));
    EXPECT_EQ(claims[0]["holds"], true);
    EXPECT_EQ(claims_held(two_rows()), 1U);
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
