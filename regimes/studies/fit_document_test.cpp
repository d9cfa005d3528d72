// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/fit_document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <regex>
#include <set>

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

FitPoint solved(const Vector& coefficients) {
    FitPoint point;
    point.status = Status::converged;
    point.coefficients = coefficients;
    point.l1_norm = coefficients.lpNorm<1>();
    point.l2_norm = coefficients.norm();
    return point;
}

/// A path of `alphas` points at each of the two depths, from a spread to a sparse vector.
FitRecord record_of(Index features, int alphas) {
    FitRecord record;
    record.samples = 3;
    record.features = features;
    record.depths = {2.0, 2.5};
    record.regularizer = "implicit";
    record.method = "exact";
    record.minimum_l2 = solved(Vector::Ones(features));
    record.minimum_l2.name = "minimum l2";
    record.minimum_l1 = solved(Vector::Unit(features, 0));
    record.minimum_l1.name = "minimum l1";
    for (const double depth : record.depths) {
        for (int k = 0; k < alphas; ++k) {
            const double share = static_cast<double>(k) / alphas;
            FitPoint point = solved((1.0 - share) * record.minimum_l2.coefficients +
                                    share * record.minimum_l1.coefficients);
            point.depth = depth;
            point.log10_alpha = 2.0 - k;
            record.points.push_back(point);
        }
    }
    return record;
}

std::string fit_page(const FitRecord& record, const std::optional<VegaScripts>& vega = {}) {
    return to_page(fit_document(record, false), vega);
}

/// What stands in the section of this name.
std::string section(const std::string& page, const std::string& name) {
    const std::size_t start = page.find("<section id=\"" + name + "\"");
    return page.substr(start, page.find("</section>", start) - start);
}

std::size_t count(const std::string& text, const std::string& pattern) {
    const std::regex regex(pattern);
    return static_cast<std::size_t>(
        std::distance(std::sregex_iterator(text.begin(), text.end(), regex), {}));
}

/// Problems of nesting: every element that is opened is closed, in order.
std::string nesting_problem(const std::string& page) {
    static const std::set<std::string> void_elements = {"meta", "link", "img", "input"};
    static const std::regex tag("<(/?)([a-z0-9]+)((?:[^>\"]|\"[^\"]*\")*)>");
    const std::size_t script = page.find("<script>");
    const std::string markup = page.substr(page.find("<body>"), script - page.find("<body>"));
    std::vector<std::string> open;
    for (std::sregex_iterator it(markup.begin(), markup.end(), tag), end; it != end; ++it) {
        const std::string name = (*it)[2];
        if (void_elements.contains(name) || (*it)[3].str().ends_with("/")) continue;
        if ((*it)[1].length() == 0) {
            open.push_back(name);
        } else if (open.empty() || open.back() != name) {
            return "unexpected </" + name + ">";
        } else {
            open.pop_back();
        }
    }
    return open == std::vector<std::string>{"body"} ? "" : "not closed: " + open.back();
}

TEST(FitPage, IsWellFormedWithImagesAndWithout) {
    FitRecord record = record_of(6, 4);
    EXPECT_EQ(nesting_problem(fit_page(record)), "");
    record.image = ImageShape{2, 3};
    EXPECT_EQ(nesting_problem(fit_page(record)), "");
}

TEST(FitPage, AsksNothingOfAnyNetwork) {
    FitRecord record = record_of(6, 4);
    record.image = ImageShape{2, 3};
    EXPECT_THAT(fit_page(record), Not(HasSubstr("http")));
    for (const auto& vega :
         {std::optional<VegaScripts>(), std::optional(VegaScripts{"a", "b", "c"})}) {
        const std::string page = fit_page(record, vega);
        EXPECT_EQ(count(page, "(src|href)=\"(?!data:)"), 0u);
        EXPECT_EQ(count(page, "url\\(|@import|<iframe"), 0u);
    }
}

TEST(FitPage, ShowsEveryPointOfEveryDepthBetweenTheEnds) {
    const std::string page = fit_page(record_of(6, 4));
    EXPECT_EQ(count(page, "class=\"cell\""), 2u * (4 + 2));
    EXPECT_EQ(count(page, "class=\"strip\""), 2u);
    EXPECT_EQ(count(section(page, "solutions"), "<tr"), 1u + 2 * 4 + 2);
    EXPECT_THAT(page, HasSubstr("data-title=\"alpha = 1e-1\" data-x=\"-1\""));
    EXPECT_LT(page.find("data-title=\"minimum l2\""), page.find("data-title=\"alpha = 1e2\""));
    EXPECT_LT(page.find("data-title=\"alpha = 1e-1\""), page.find("data-title=\"minimum l1\""));
}

TEST(FitPage, ShowsTestErrorsWhereThereAreSome) {
    FitRecord record = record_of(6, 2);
    EXPECT_THAT(fit_page(record), Not(HasSubstr("test error")));
    record.minimum_l2.test_mse = record.minimum_l1.test_mse = 0.5;
    record.minimum_l2.test_error = record.minimum_l1.test_error = 0.25;
    for (FitPoint& point : record.points) {
        point.test_mse = 0.5;
        point.test_error = 0.125;
    }
    EXPECT_THAT(fit_page(record), HasSubstr("12.50 %"));
}

TEST(FitPage, NamesWhatDidNotConvergeAndLeavesOutWhatWasCancelled) {
    FitRecord record = record_of(6, 3);
    record.points[0].status = Status::stalled;
    record.points[1].status = Status::cancelled;
    record.points[1].coefficients = {};
    const std::string page = fit_page(record);
    EXPECT_THAT(page, HasSubstr("2 of 6 solutions did not converge"));
    EXPECT_THAT(page, HasSubstr("<span class=\"warn\">stalled</span>"));
    EXPECT_EQ(count(page, "class=\"cell\""), 4u + 5);
}

TEST(FitPage, EscapesWhatTheUserNamed) {
    FitRecord record = record_of(6, 1);
    Document document = fit_document(record, false);
    document.settings = {{"x", "<b>&.csv"}};
    EXPECT_THAT(to_page(document, std::nullopt), HasSubstr("&lt;b&gt;&amp;.csv"));
}

TEST(FitPage, StaysSmall) {
    FitRecord images = record_of(784, 15);
    images.image = ImageShape{28, 28};
    for (FitPoint& point : images.points) {
        for (Index i = 0; i < 784; ++i)
            point.coefficients[i] = std::sin(static_cast<double>(i * i));
    }
    EXPECT_LT(fit_page(images).size(), 300'000u);
    EXPECT_LT(fit_page(record_of(100'000, 200)).size(), 1'000'000u);
}

TEST(FitDocument, ChartsHaveALineForEachDepthAndALevelForEachEnd) {
    const Figure charts = fit_document(record_of(6, 4), false).figures[1];
    std::size_t points = 0;
    std::size_t levels = 0;
    for (const FigureRow& row : charts.rows) {
        if (row.panel == "l1 norm") ++(std::isinf(row.x) ? levels : points);
        EXPECT_NE(row.panel, "Test error");
    }
    EXPECT_EQ(points, 2u * 4);
    EXPECT_EQ(levels, 2u);
    EXPECT_THAT(charts.specification, HasSubstr("\"reverse\":true"));
    EXPECT_THAT(charts.specification, Not(HasSubstr("\"title\":\"Test error\"")));
}

TEST(FitDocument, TextHasTheSameTableInEightyColumns) {
    const std::string text = to_text(fit_document(record_of(6, 2), false));
    EXPECT_THAT(text, HasSubstr("     alpha  depth  l1 norm  l2 norm  nonzero"));
    EXPECT_THAT(text, HasSubstr("\nminimum l2"));
    EXPECT_THAT(text, HasSubstr("diagonal network of depth 2, 2.5, implicit regulariser"));
    EXPECT_EQ(count(text, "[^\n]{81}"), 0u);
}

}  // namespace
}  // namespace regimes
