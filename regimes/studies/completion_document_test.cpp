// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/completion_document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

CompletedPoint point(std::optional<double> log10_alpha, double value) {
    CompletedPoint p;
    p.log10_alpha = log10_alpha;
    p.matrix = Matrix::Constant(2, 3, value);
    p.status = Status::converged;
    p.nuclear_norm = 7.25 + value;
    return p;
}

CompletionRecord record_of(std::vector<double> log10_alphas) {
    CompletionRecord record;
    record.problem.rows = 2;
    record.problem.cols = 3;
    record.problem.observed = {{0, 0, 1.0}, {1, 2, -2.0}};
    record.width = 40;
    record.start = "identity";
    for (const double a : log10_alphas) record.points.push_back(point(a, a));
    record.minimum_frobenius = point({}, 0.5);
    record.minimum_nuclear = point({}, 0.25);
    return record;
}

std::string completion_page(const CompletionRecord& record) {
    Document document = completion_document(record);
    document.provenance = {{"version", "1 < 2"}};
    return to_page(document, std::nullopt);
}

/// What stands in the section of this name.
std::string section(const std::string& page, const std::string& name) {
    const std::size_t start = page.find("<section id=\"" + name + "\"");
    return page.substr(start, page.find("</section>", start) - start);
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
    return found;
}

TEST(CompletionPage, ShowsEveryCompletionInPicturesChartsAndTable) {
    const std::string page = completion_page(record_of({1.0, -1.0, -3.0}));
    EXPECT_EQ(count(page, "<figure class=\"cell\""), 6U);  // observed, both ends, three alphas
    EXPECT_EQ(count(section(page, "solutions"), "<tr"), 6U);
    const Figure charts = completion_document(record_of({1.0, -1.0, -3.0})).figures[1];
    for (const char* panel : {"Nuclear norm", "Change of the unobserved entries"}) {
        EXPECT_THAT(charts.specification, HasSubstr(std::string("\"title\":\"") + panel + "\""));
    }
    EXPECT_EQ(count(section(page, "charts"), "<tr"), 1 + 2 * 5U);
    EXPECT_THAT(page, HasSubstr("2 of 6"));
    EXPECT_THAT(page, HasSubstr("alpha = 1e-3"));
    EXPECT_THAT(page, HasSubstr("8.25"));
    EXPECT_THAT(page, HasSubstr("1 &lt; 2"));
    EXPECT_THAT(page, Not(HasSubstr("did not converge")));
}

TEST(CompletionPage, LongPathsKeepTheirEndsAmongThePictures) {
    std::vector<double> alphas;
    for (int n = 0; n < 60; ++n) alphas.push_back(-0.1 * n);
    const std::string page = completion_page(record_of(alphas));
    EXPECT_EQ(count(page, "<figure class=\"cell\""), completion_pictures);
    EXPECT_THAT(page, HasSubstr("<figcaption>alpha = 1e-5.9"));
    EXPECT_EQ(count(section(page, "solutions"), "<tr"), 63U);
}

TEST(CompletionPage, WhatDidNotConvergeIsSaid) {
    CompletionRecord record = record_of({0.0, -1.0});
    record.points[1].status = Status::iteration_limit;
    EXPECT_THAT(completion_page(record), HasSubstr("1 of 2 completions did not converge"));
}

}  // namespace
}  // namespace regimes
