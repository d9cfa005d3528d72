// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/line_chart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t occurrences(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

LineChart two_lines() {
    LineChart chart;
    chart.title = "norm";
    chart.x_label = "x & y";
    chart.series = {{"a<b", {0, 5, 10}, {0, 1, 2}}, {"c", {0, 10}, {2, 0}}};
    chart.levels = {{"least", 0.5}};
    return chart;
}

TEST(LineChart, DrawsEverySeriesLevelAndLabelEscaped) {
    const std::string svg = to_svg(two_lines());
    EXPECT_THAT(svg, HasSubstr("a&lt;b"));
    EXPECT_THAT(svg, HasSubstr("x &amp; y"));
    EXPECT_THAT(svg, HasSubstr(">least</text>"));
    EXPECT_THAT(svg, Not(HasSubstr("a<b")));
    EXPECT_EQ(occurrences(svg, "<title>"), 5u);  // one tooltip for each point
}

TEST(LineChart, FirstPointIsLeftUnlessXFalls) {
    LineChart chart = two_lines();
    EXPECT_THAT(to_svg(chart), HasSubstr("d=\"M79.58 279.72L306.00 175.00L532.42 70.28\""));
    chart.x_falls = true;
    EXPECT_THAT(to_svg(chart), HasSubstr("d=\"M532.42 279.72L306.00 175.00L79.58 70.28\""));
    EXPECT_THAT(to_svg(chart), HasSubstr("data-from=\"10.3\" data-to=\"-0.3\""));
}

TEST(LineChart, BreaksTheLineWhereAPointIsMissing) {
    LineChart chart;
    chart.series = {{"a", {0, 1, 2, 3}, {1, std::numeric_limits<double>::quiet_NaN(), 1, 2}}};
    const std::string svg = to_svg(chart);
    EXPECT_EQ(occurrences(svg, "<title>"), 3u);
    EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(LineChart, RefusesSeriesOfDifferentLengths) {
    LineChart chart;
    chart.series = {{"a", {0, 1}, {1}}};
    EXPECT_THROW(to_svg(chart), std::invalid_argument);
}

}  // namespace
}  // namespace regimes
