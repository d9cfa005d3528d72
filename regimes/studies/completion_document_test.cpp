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
    p.singular_values = Vector::Ones(2);
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
    EXPECT_EQ(count(section(page, "charts"), "<tr"), 1 + 3 * 5U);
    EXPECT_THAT(page, HasSubstr("2 of 6"));
    EXPECT_THAT(page, HasSubstr("alpha = 1e-3"));
    EXPECT_THAT(page, HasSubstr("8.25"));
    EXPECT_THAT(page, HasSubstr("1 &lt; 2"));
    EXPECT_THAT(page, Not(HasSubstr("did not converge")));
}

TEST(CompletionPage, VerdictSaysWhichScaleGeneralises) {
    CompletionRecord record = record_of({1.0, -1.0, -3.0, -5.0});
    record.held_out = {{0, 1, 2.0}};
    const double errors[] = {3.0, 0.505, 0.5, 0.8};
    const double norms[] = {10.0, 6.0, 5.5, 5.75};
    for (std::size_t k = 0; k < 4; ++k) {
        record.points[k].held_out_rmse = errors[k];
        record.points[k].held_out_error = errors[k] / 2.0;
        record.points[k].nuclear_norm = norms[k];
        record.points[k].effective_rank = 4.0 - static_cast<double>(k);
    }
    for (CompletedPoint* end : {&record.minimum_frobenius, &record.minimum_nuclear}) {
        end->held_out_rmse = end == &record.minimum_nuclear ? 0.75 : 4.0;
        end->nuclear_norm = end == &record.minimum_nuclear ? 5.0 : 10.0;
        end->effective_rank = 1.5;
    }
    const auto sentences = completion_document(record).findings.front().sentences;
    ASSERT_EQ(sentences.size(), 3U);
    EXPECT_EQ(sentences[0],
              "Held-out entries are predicted best from alpha = 1e-3: root mean square error 0.5, "
              "25 % of their size (about as well from 2 of 4 scales, alpha = 1e-1 to 1e-3); the "
              "completion of least Frobenius norm errs by 4, the completion of least nuclear norm "
              "errs by 0.75.");
    EXPECT_EQ(sentences[1],
              "By its nuclear norm, the completion from alpha = 1e-3 lies 90 % of the way from the "
              "least Frobenius norm (kernel regime) to the least nuclear norm, the nearest of all "
              "scales; from alpha = 10 0 %; from alpha = 1e-5 85 %.");
    EXPECT_EQ(sentences[2],
              "The effective rank falls from 4 at alpha = 10 to 1 at alpha = 1e-5; that of least "
              "nuclear norm has 1.5.");
    EXPECT_EQ(chosen_point(record), &record.points[2]);
    // what did not converge counts for nothing
    record.points[2].status = Status::cancelled;
    EXPECT_THAT(completion_document(record).findings.front().sentences[0],
                HasSubstr("best from alpha = 1e-1: root mean square error 0.505"));
    for (CompletedPoint& point : record.points) point.status = Status::stalled;
    EXPECT_TRUE(completion_document(record).findings.empty());
    EXPECT_EQ(chosen_point(record), nullptr);
}

TEST(CompletionPage, NamesTheLargestUnknownEntries) {
    CompletionRecord record = record_of({-1.0});
    record.points[0].matrix << 9.0, 2.0, 5.0, 4.0, 3.0, 9.0;  // first and last are observed
    record.row_labels = {"ann", "bob"};
    const DocumentTable table = completion_document(record).figures[3].table;
    ASSERT_EQ(table.rows.size(), 4U);
    EXPECT_EQ(std::get<std::string>(table.rows[0].cells[0].value), "ann");
    EXPECT_EQ(std::get<std::string>(table.rows[0].cells[1].value), "3");
    EXPECT_EQ(table.rows[0].cells[2].number(), 5.0);
    EXPECT_EQ(table.rows[1].cells[2].number(), 4.0);
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
