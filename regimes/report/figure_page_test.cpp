// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/figure_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <stdexcept>

#include "regimes/report/figure_config.hpp"
#include "regimes/report/resource.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

FigureReport one_figure() {
    Figure figure;
    figure.name = "transition";
    figure.title = "The <transition>";
    figure.caption = "Error & norm";
    figure.rows = {{"</script>", "D = 2", 0.125, 2.5, 2.0, 3.0}};
    figure.claims = {
        {"it falls", "page 4", "by 7", "1", Verdict::holds, ""},
        {"it rises", "page 5", "it does not", "0", Verdict::missed, "the sizes are open"},
        {"it stays", "page 6", "not run", "0", Verdict::not_comparable, "Needs N = 5."}};
    figure.notes = {"10 instances"};
    figure.specification = R"({"data": {"name": "rows"}, "mark": "line"})";
    return {{figure}, {{"scale", "smoke"}}, {{"version", "0.1.0"}}, std::nullopt};
}

FigureReport drawn_figure() {
    FigureReport report = one_figure();
    report.vega = {"vega();", "vegaLite('</script>');", "vegaEmbed();"};
    return report;
}

/// What stands in the script element of this id.
std::string element(const std::string& page, const std::string& id) {
    const std::regex pattern("<script type=\"application/json\" id=\"" + id + "\">([^<]*)<");
    std::smatch match;
    return std::regex_search(page, match, pattern) ? match[1].str() : "";
}

TEST(FigurePage, ShowsClaimsNotesDataAndCitation) {
    const std::string page = figure_page(one_figure());
    for (const char* part :
         {"The &lt;transition&gt;", "Error &amp; norm", "1 of 3 hold", "1 missed",
          "1 not comparable at this scale", "<tr class=\"miss\">",
          "<span class=\"soft\">not comparable</span>", "Needs N = 5.", "it falls",
          "the sizes are open", "10 instances", "<td>0.125</td><td>2.5</td><td>2</td><td>3</td>",
          "scale", "smoke", "arXiv 1906.05827", "version 0.1.0"}) {
        EXPECT_THAT(page, HasSubstr(part));
    }
}

TEST(FigurePage, ShowsTablesUnderItsOwnTitleAndLead) {
    FigureReport report = one_figure();
    report.figures[0].claims.clear();
    report.figures[0].table = {{"alpha", "error"}, {"0.1", "5 < 6"}};
    report.title = "How lazy?";
    report.lead = "A & B";
    const std::string page = figure_page(report);
    for (const char* part :
         {"<title>How lazy?</title>", "<p>A &amp; B</p>", "<tr><th>alpha</th><th>error</th></tr>",
          "<tr><td>0.1</td><td>5 &lt; 6</td></tr>"}) {
        EXPECT_THAT(page, HasSubstr(part));
    }
    EXPECT_THAT(page, Not(HasSubstr("<h3>Claims")));
    EXPECT_THAT(page, Not(HasSubstr("no claims")));
    EXPECT_THAT(figure_page(one_figure()), HasSubstr("<title>Kernel and rich regimes"));
}

TEST(FigurePage, SaysThatVegaIsMissingAndOpensTheTables) {
    const std::string page = figure_page(one_figure());
    EXPECT_THAT(page, HasSubstr("Vega was not found"));
    EXPECT_THAT(page, HasSubstr("<details open>"));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
}

TEST(FigurePage, HoldsRowsSpecificationAndScripts) {
    const std::string page = figure_page(drawn_figure());
    const auto rows = nlohmann::json::parse(element(page, "rows-transition"));
    EXPECT_EQ(rows[0]["panel"], "</script>");
    EXPECT_EQ(rows[0]["y"], 2.5);
    const auto specification = nlohmann::json::parse(element(page, "specification-transition"));
    EXPECT_EQ(specification["mark"], "line");
    EXPECT_THAT(page, HasSubstr("vegaLite('<\\/script>');"));
    EXPECT_THAT(page, HasSubstr("<details><summary>"));
    EXPECT_THAT(page, Not(HasSubstr("Vega was not found")));
}

TEST(FigurePage, AsksForNothingFromOutside) {
    const std::string page = figure_page(drawn_figure());
    EXPECT_THAT(page, Not(::testing::ContainsRegex("(src|href)=\"?(https?:)?//")));
}

TEST(FigurePage, NamesTheFigureWhoseSpecificationIsNoObject) {
    FigureReport report = drawn_figure();
    report.figures[0].specification = "no JSON";
    EXPECT_THROW(figure_page(report), std::invalid_argument);
}

TEST(FigureConfig, TakesItsColoursFromThePages) {
    const std::string style(resource("report/page.css"));
    const std::regex colour("#[0-9a-f]{6}");
    for (const std::string& config :
         {std::string(light_figure_config()), std::string(dark_figure_config())}) {
        EXPECT_TRUE(nlohmann::json::accept(config));
        std::sregex_iterator at(config.begin(), config.end(), colour);
        ASSERT_NE(at, std::sregex_iterator());
        for (; at != std::sregex_iterator(); ++at) EXPECT_THAT(style, HasSubstr(at->str()));
    }
}

}  // namespace
}  // namespace regimes
