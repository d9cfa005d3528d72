// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>
#include <stdexcept>

#include "regimes/report/figure_config.hpp"
#include "regimes/report/resource.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Document one_figure() {
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
    Document document;
    document.title = "Figures";
    document.figures = {figure};
    document.facts = {{"scale", "smoke"}};
    document.references = {"arXiv 1906.05827"};
    document.provenance = {{"version", "0.1.0"}};
    return document;
}

const VegaScripts vega = {"vega();", "vegaLite('</script>');", "vegaEmbed();"};

std::string figure_page(const Document& document) { return to_page(document, std::nullopt); }

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
    Document document = one_figure();
    document.figures[0].claims.clear();
    document.figures[0].table = {{{"alpha"}, {"error"}}, {{{0.1, std::string("5 < 6")}}}};
    document.title = "How lazy?";
    document.findings = {{"", {"A & B"}}};
    const std::string page = figure_page(document);
    for (const char* part :
         {"<title>How lazy?</title>", "<p>A &amp; B</p>", "<tr><th>alpha</th><th>error</th></tr>",
          "<tr><td>0.1</td><td>5 &lt; 6</td></tr>"}) {
        EXPECT_THAT(page, HasSubstr(part));
    }
    EXPECT_THAT(page, Not(HasSubstr("<h3>Claims")));
    EXPECT_THAT(page, Not(HasSubstr("no claims")));
}

TEST(FigurePage, SaysThatVegaIsMissingAndOpensTheTables) {
    const std::string page = figure_page(one_figure());
    EXPECT_THAT(page, HasSubstr("Vega was not found"));
    EXPECT_THAT(page, HasSubstr("<details open>"));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
}

TEST(FigurePage, HoldsRowsSpecificationAndScripts) {
    const std::string page = to_page(one_figure(), vega);
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
    const std::string page = to_page(one_figure(), vega);
    EXPECT_THAT(page, Not(::testing::ContainsRegex("(src|href)=\"?(https?:)?//")));
}

TEST(FigurePage, NamesTheFigureWhoseSpecificationIsNoObject) {
    Document document = one_figure();
    document.figures[0].specification = "no JSON";
    EXPECT_THROW(to_page(document, vega), std::invalid_argument);
}

Document with_strip() {
    Document document = one_figure();
    Picture picture{"alpha = 1", "1", "<svg></svg>", 2.0, 0.0, {{"norm", "5 < 6"}}};
    document.figures[0].strips = {{"Depth 2", {picture}}};
    return document;
}

TEST(FigurePage, PicturesWithFactsCanBeShownOneAtATime) {
    const std::string page = figure_page(with_strip());
    for (const char* part :
         {"<section id=\"explorer\" hidden>", "data-title=\"alpha = 1\" data-x=\"0\"",
          "<dl class=\"facts\" hidden><div><dt>norm</dt><dd>5 &lt; 6</dd></div></dl>"}) {
        EXPECT_THAT(page, HasSubstr(part));
    }
    Document without_facts = with_strip();
    without_facts.figures[0].strips[0].pictures[0].facts.clear();
    EXPECT_THAT(figure_page(without_facts), Not(HasSubstr("explorer")));
}

TEST(DocumentText, SaysFindingsFactsAndTables) {
    Document document = one_figure();
    document.findings = {{"", {"It is lazy.", "It is rich."}}, {"Step size 2", {"Neither."}}};
    document.remark = "Lazy: not rich.";
    document.figures[0].table = {{{"alpha"}, {"error", "{:.1f}", "%"}, {"seconds", "{}", "", true}},
                                 {{{0.1, 0.25, 3.0}}, {{2.0, {}, 4.0}}}};
    EXPECT_EQ(to_text(document),
              "It is lazy.\nIt is rich.\nStep size 2:\n  Neither.\nLazy: not rich.\n\nsmoke\n\n"
              "alpha  error\n  0.1  25.0 %\n    2  \n");
    EXPECT_EQ(to_text({}), "");
}

TEST(DocumentJson, IsOneObjectOfTheValues) {
    Document document;
    EXPECT_EQ(to_json(document), "{}");
    document.values = {{"n_samples", "3"}, {"verdict", "{\"regime\":\"rich\"}"}};
    EXPECT_EQ(to_json(document), R"({"n_samples":3,"verdict":{"regime":"rich"}})");
}

TEST(DocumentTable, LeavesOutColumnsWithoutAnything) {
    const double unknown = std::nan("");
    const DocumentTable table = without_empty_columns(
        {{{"a"}, {"b"}, {"c"}}, {{{1.0, {}, unknown}}, {{std::int64_t{2}, {}, {}}}}, 2});
    EXPECT_EQ(table_texts(table, true),
              (std::vector<std::vector<std::string>>{{"a"}, {"1"}, {"2"}}));
    EXPECT_EQ(table.labels, 1u);
    EXPECT_EQ(cell_json(unknown), "null");
    EXPECT_EQ(cell_json(std::int64_t{2}), "2");
    EXPECT_EQ(cell_json(0.1), "0.1");
    EXPECT_EQ(cell_json(std::string("a\"b")), "\"a\\\"b\"");
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
