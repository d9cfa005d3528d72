// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/run_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace regimes {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

const Fields fields = {{"depth", 2.0, "D"},
                       {"samples", std::int64_t{100}, "N"},
                       {"data", std::string("mnist"), "the data set"}};

RunRecord run_of(const Parameters& given) {
    RunRecord run;
    run.parameters = with_defaults(fields, given);
    return run;
}

TEST(RunSettings, ListsEachValueOnce) {
    const RunSettings settings(fields, {run_of({{"samples", std::int64_t{250}}}), run_of({}),
                                        run_of({{"samples", std::int64_t{30}}}), run_of({})});
    EXPECT_EQ(settings.text("samples"), "30, 100 and 250");
    EXPECT_EQ(settings.text("depth"), "2");
    EXPECT_EQ(settings.text("data"), "mnist");
}

TEST(RunSettings, LackWhatDiffersFromTheDefaults) {
    const std::vector<RunRecord> runs = {run_of({{"depth", 3.0}}), run_of({{"depth", 2.5}})};
    const RunSettings settings(fields, runs);
    EXPECT_EQ(settings.lack({"samples", "data"}), "");
    EXPECT_EQ(settings.lack({"samples", "depth"}), "depth = 2 (here 2.5 and 3)");
    EXPECT_EQ(RunSettings(fields, runs, {{"depth", 2.5}}).lack({"depth"}), "depth = 2 (here 2.5)");
    EXPECT_EQ(RunSettings(fields, {}).lack({"depth"}), "");
}

TEST(AddMarks, DrawsWhatComparesAndTellsOfTheOthers) {
    Figure figure;
    figure.caption = "Curves.";
    figure.rows = {{"a", "D = 2", 1.0, 2.0, {}, {}}};
    const std::vector<FigureRow> printed = {{"a", "D = 2", 1.0, 1.0, {}, {}, "paper"},
                                            {"a", "D = 3", 1.0, 1.0, {}, {}, "paper"},
                                            {"a", "D = 5", 1.0, 1.0, {}, {}, "paper"},
                                            {"b", "D = 2", 1.0, 1.0, {}, {}, "paper"}};
    add_marks(figure, printed, [](const FigureRow& mark) {
        return mark.series == "D = 2" ? std::string() : mark.series;
    });
    ASSERT_EQ(figure.rows.size(), 2U);
    EXPECT_EQ(figure.rows[1].source, "paper");
    EXPECT_EQ(figure.rows[1].series, "D = 2");
    EXPECT_THAT(figure.caption, HasSubstr("The paper's own numbers"));
    ASSERT_EQ(figure.notes.size(), 2U);
    EXPECT_EQ(figure.notes[0],
              "a: marks of the paper are left out that would need D = 3; or D = 5.");
    EXPECT_EQ(figure.notes[1],
              "b: marks of the paper are left out that would need a curve of ours.");
}

Figure two_panels() {
    Figure figure;
    figure.specification = R"({"concat": [
        {"title": "{name} of a", "transform": [{"filter": "datum.panel == 'a'"}],
         "encoding": {"x": {"scale": {"type": "log", "domain": [10, 100]}}},
         "layer": [{"mark": {"type": "line"}, "encoding": {"y": {"scale": {"domain": [0, 1]}}}}]},
        {"transform": [{"filter": "datum.panel == 'b'"}],
         "encoding": {"x": {"scale": {"domain": [0, 1]}}}}]})";
    return figure;
}

TEST(FillIn, PutsValuesInThePlaceOfTheirNames) {
    Figure figure = two_panels();
    fill_in(figure, {{"name", "the {name}"}, {"other", "unused"}});
    EXPECT_EQ(json::parse(figure.specification)["concat"][0]["title"], "the {name} of a");
}

TEST(FitPanels, WidensTheAxisOfItsOwnPanel) {
    Figure figure = two_panels();
    figure.rows = {{"a", "s", 5.0, 0.5, {}, {}}, {"a", "s", 50.0, 2.0, {}, {}}};
    figure.rows.push_back({"a", "s", 1e9, 0.5, {}, {}, "paper"});
    fit_panels(figure);
    const json panels = json::parse(figure.specification)["concat"];
    EXPECT_EQ(panels[0]["encoding"]["x"]["scale"]["domain"], (json{5.0, 100.0}));
    EXPECT_EQ(panels[0]["layer"][0]["encoding"]["y"]["scale"]["domain"], (json{0, 1}));
    EXPECT_EQ(panels[1]["encoding"]["x"]["scale"]["domain"], (json{0, 1}));
    figure.rows[0].y = 3.0;  // now no row is inside
    fit_panels(figure);
    const json refitted = json::parse(figure.specification)["concat"][0];
    EXPECT_FALSE(refitted["layer"][0]["encoding"]["y"]["scale"].contains("domain"));
}

TEST(FitPanels, ShowLoneRowsAsPoints) {
    Figure figure = two_panels();
    figure.rows = {{"a", "s", 20.0, 0.5, {}, {}}};
    fit_panels(figure);
    const json mark = json::parse(figure.specification)["concat"][0]["layer"][0]["mark"];
    EXPECT_EQ(mark["point"], true);
    figure = two_panels();
    figure.rows = {{"a", "s", 20.0, 0.5, {}, {}}, {"a", "s", 30.0, 0.5, {}, {}}};
    fit_panels(figure);
    EXPECT_FALSE(
        json::parse(figure.specification)["concat"][0]["layer"][0]["mark"].contains("point"));
}

}  // namespace
}  // namespace regimes
