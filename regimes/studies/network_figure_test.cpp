// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/network_figure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

namespace regimes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Row = std::vector<std::string>;
using Texts = std::vector<Row>;

Texts texts(const std::vector<RunRecord>& runs) { return table_texts(network_table(runs), true); }

/// A run judged by labels, with a curve of two looks.
RunRecord run_at(double log10_alpha) {
    RunRecord run;
    run.parameters = {{"log10_alpha", log10_alpha}};
    run.result.metrics = {
        {"train_loss", 0.0125},      {"train_error", 0.0},     {"test_error", 0.125},
        {"gradient_distance", 0.25}, {"kernel_distance", 1.5}, {"alignment_start", 0.1},
        {"alignment_end", 0.2},      {"steps", 40.0},          {"step_size", 0.5}};
    run.result.traces = {{"history_steps", {0.0, 40.0}},
                         {"history_train_loss", {2.0, 0.0125}},
                         {"history_train_error", {0.9, 0.0}},
                         {"history_test_error", {0.8, 0.125}},
                         {"history_gradient_distance", {0.0, 0.25}}};
    run.result.status = Status::converged;
    run.provenance.seconds = 2.04;
    return run;
}

/// The (x, y) of a series in a panel.
std::vector<std::pair<double, double>> points(const Figure& figure, const std::string& panel,
                                              const std::string& series) {
    std::vector<std::pair<double, double>> found;
    for (const FigureRow& row : figure.rows) {
        if (row.panel == panel && row.series == series) found.emplace_back(row.x, row.y);
    }
    return found;
}

std::set<std::string> panels_of(const Figure& figure) {
    std::set<std::string> titles;
    const auto specification = nlohmann::json::parse(figure.specification);
    for (const auto& panel : specification.at("concat")) {
        titles.insert(panel.at("title").get<std::string>());
    }
    return titles;
}

TEST(NetworkTable, HasARowForEachRun) {
    const auto table = texts({run_at(-1.0), run_at(1.0)});
    ASSERT_EQ(table.size(), 3U);
    EXPECT_EQ(table[0],
              (Row{"alpha", "test error", "train error", "train loss", "gradient dist",
                   "kernel dist", "alignment", "step size", "steps", "seconds", "status"}));
    EXPECT_EQ(table[1], (Row{"0.1", "12.50 %", "0.00 %", "0.0125", "0.25", "1.5", "0.100 to 0.200",
                             "0.5", "40", "2.0", "converged"}));
    EXPECT_EQ(table[2][0], "10");
}

TEST(NetworkTable, NumbersAreNoShares) {
    RunRecord run = run_at(0.0);
    run.result.traces.erase("history_train_error");
    run.result.metrics["linearized_error"] = 0.5;
    const auto table = texts({run});
    EXPECT_EQ(table[0][2], "if lazy");
    EXPECT_EQ(table[1][1], "0.125");
    EXPECT_EQ(table[1][2], "0.5");
}

TEST(NetworkTable, WhatNoRunHasIsLeftOutAndAFailureHasItsRow) {
    RunRecord failed;
    failed.parameters = {{"log10_alpha", 2.0}};
    failed.failure = "out of memory";
    const auto table = texts({run_at(0.0), failed});
    EXPECT_EQ(table[2].front(), "100");
    EXPECT_EQ(table[2].back(), "failed");
    EXPECT_EQ(table[2][1], "");
    EXPECT_EQ(texts({failed})[0], (Row{"alpha", "seconds", "status"}));
    EXPECT_THAT(texts({}), ElementsAre(IsEmpty()));
}

TEST(NetworkFigure, ShowsCurvesAndScales) {
    const Figure figure = network_figure({run_at(-1.0), run_at(1.0)});
    EXPECT_THAT(points(figure, "Training loss", "alpha = 0.1"),
                ElementsAre(std::pair(1.0, 2.0), std::pair(41.0, 0.0125)));
    EXPECT_THAT(points(figure, "Errors by scale", "test"),
                ElementsAre(std::pair(0.1, 0.125), std::pair(10.0, 0.125)));
    EXPECT_THAT(points(figure, "Distances by scale", "kernels"),
                ElementsAre(std::pair(0.1, 1.5), std::pair(10.0, 1.5)));
    EXPECT_THAT(panels_of(figure),
                ElementsAre("Alignment by scale", "Distances by scale", "Errors by scale",
                            "Gradient distance", "Test error", "Training loss"));
    EXPECT_EQ(figure.table.rows.size(), 2U);
}

TEST(NetworkFigure, OfOneScaleHasItsCurvesOnly) {
    RunRecord run = run_at(0.0);
    EXPECT_THAT(panels_of(network_figure({run})),
                ElementsAre("Gradient distance", "Test error", "Training loss"));
    run.result.metrics.erase("test_error");
    run.result.traces.erase("history_test_error");
    EXPECT_THAT(panels_of(network_figure({run})),
                ElementsAre("Gradient distance", "Training error", "Training loss"));
}

// A logarithmic axis has no place for 0, no axis one for NaN.
TEST(NetworkFigure, LeavesOutWhatCannotBeDrawn) {
    RunRecord run = run_at(0.0);
    run.result.traces["history_train_loss"] = {2.0, 0.0};
    run.result.traces["history_gradient_distance"] = {0.0, std::nan("")};
    const Figure figure = network_figure({run});
    EXPECT_THAT(points(figure, "Training loss", "alpha = 1"), ElementsAre(std::pair(1.0, 2.0)));
    EXPECT_THAT(points(figure, "Gradient distance", "alpha = 1"), ElementsAre(std::pair(1.0, 0.0)));
}

TEST(NetworkFigure, StandardErrorsAreBars) {
    RunRecord run = run_at(0.0);
    EXPECT_THAT(network_figure({run, run_at(1.0)}).specification, Not(HasSubstr("datum.low")));
    run.result.metrics["gradient_distance_error"] = 0.0625;
    run.result.metrics["kernel_distance_error"] = 2.0;  // reaches below 0: not on such an axis
    const Figure figure = network_figure({run, run_at(1.0)});
    EXPECT_THAT(figure.specification, HasSubstr("datum.low"));
    for (const FigureRow& row : figure.rows) {
        const bool has_bar =
            row.panel == "Distances by scale" && row.series == "gradients" && row.x == 1.0;
        EXPECT_EQ(row.low, has_bar ? std::optional(0.1875) : std::nullopt);
        EXPECT_EQ(row.high, has_bar ? std::optional(0.3125) : std::nullopt);
    }
    const Texts table = table_texts(figure.table, false);
    EXPECT_THAT(table[1], testing::Contains("0.25 +- 0.06"));
    EXPECT_THAT(table[2], testing::Contains("0.25"));
}

TEST(NetworkFigure, ManyScalesShareASequenceOfColours) {
    std::vector<RunRecord> runs;
    for (int k = 0; k < 9; ++k) runs.push_back(run_at(0.1 * k));
    EXPECT_THAT(network_figure(runs).specification, Not(HasSubstr("viridis")));
    runs.push_back(run_at(1.0));
    EXPECT_THAT(network_figure(runs).specification, HasSubstr("viridis"));
}

}  // namespace
}  // namespace regimes
