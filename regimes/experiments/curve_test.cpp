// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/curve.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace regimes {
namespace {

RunRecord run(double x, std::int64_t seed, const std::string& kind, double y) {
    RunRecord record;
    record.parameters = {{"x", x}, {"seed", seed}, {"kind", kind}};
    record.result.metrics["y"] = y;
    return record;
}

double y_of(const RunResult& result) { return result.metrics.at("y"); }

TEST(Curve, GathersTheSeedsOfEachPlace) {
    std::vector<RunRecord> runs = {run(2.0, 0, "a", 5.0), run(1.0, 0, "a", 1.0),
                                   run(1.0, 1, "a", 3.0), run(1.0, 0, "b", 9.0),
                                   run(1.0, 2, "a", 2.0), run(3.0, 0, "a", 7.0)};
    runs.back().failure = "out of memory";
    runs.back().result.converged = false;
    EXPECT_EQ(unconverged(runs), 0);
    runs.front().result.converged = false;
    EXPECT_EQ(unconverged(runs), 1);
    const Curve found = curve(runs, "x", {{"kind", std::string("a")}});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(values(found.at(1.0), y_of), (std::vector<double>{1.0, 3.0, 2.0}));
    EXPECT_EQ(medians(found, y_of), (std::map<double, double>{{1.0, 2.0}, {2.0, 5.0}}));
    const auto made = figure_rows(found, y_of, "p", "s");
    ASSERT_EQ(made.size(), 2U);
    EXPECT_EQ(made[0].panel + made[0].series + made[0].source, "psours");
    EXPECT_EQ(made[0].y, 2.0);
    EXPECT_DOUBLE_EQ(*made[0].low, 1.2);  // 10 % of the way through 1, 2, 3
    EXPECT_DOUBLE_EQ(*made[0].high, 2.8);
}

TEST(Curve, QuantilesAreLinearBetweenNeighbours) {
    EXPECT_EQ(quantile({4.0}, 0.3), 4.0);
    EXPECT_EQ(quantile({3.0, 1.0}, 0.0), 1.0);
    EXPECT_EQ(quantile({3.0, 1.0}, 1.0), 3.0);
    EXPECT_EQ(median({8.0, 1.0, 2.0, 4.0}), 3.0);
    EXPECT_THROW(median({}), std::invalid_argument);
    EXPECT_THROW(quantile({1.0}, 1.5), std::invalid_argument);
}

TEST(Curve, CrossingIsTheFirstOfEitherSide) {
    EXPECT_EQ(crossing({{0.0, 1.0}, {1.0, 0.5}, {2.0, 0.0}, {3.0, 1.0}}, 0.25), 1.5);
    EXPECT_EQ(crossing({{0.0, 0.0}, {4.0, 1.0}}, 0.25), 1.0);
    EXPECT_EQ(crossing({{0.0, 0.0}, {4.0, 1.0}}, 1.0), 4.0);
    EXPECT_TRUE(std::isnan(crossing({{0.0, 0.0}, {4.0, 1.0}}, 1.5)));
    EXPECT_TRUE(std::isnan(crossing({}, 1.5)));
}

}  // namespace
}  // namespace regimes
