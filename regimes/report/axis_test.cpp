// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/axis.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace regimes {
namespace {

using Scale = Axis::Scale;

TEST(Axis, LinearRangeHoldsTheDataWithRoundTicksInside) {
    const Axis axis(Scale::linear, {-12, 2});
    EXPECT_NEAR(axis.low(), -12.42, 1e-12);
    EXPECT_NEAR(axis.high(), 2.42, 1e-12);
    EXPECT_EQ(axis.ticks(), (std::vector<double>{-10, -5, 0}));
    EXPECT_DOUBLE_EQ(axis.place(axis.low()), 0.0);
    EXPECT_DOUBLE_EQ(axis.place(axis.high()), 1.0);
    EXPECT_DOUBLE_EQ(axis.place(-5.0), 0.5);
}

TEST(Axis, LogarithmicTicksAreDecades) {
    const Axis axis(Scale::logarithmic, {3e-4, 30.0});
    ASSERT_EQ(axis.ticks().size(), 5u);
    EXPECT_DOUBLE_EQ(axis.ticks().front(), 1e-3);
    EXPECT_DOUBLE_EQ(axis.ticks().back(), 10.0);
    EXPECT_NEAR(axis.place(std::sqrt(3e-4 * 30.0)), 0.5, 1e-12);
}

TEST(Axis, LogarithmicTicksWithinADecadeAreRound) {
    const Axis axis(Scale::logarithmic, {2.0, 7.0});
    EXPECT_EQ(axis.ticks(), (std::vector<double>{2, 4, 6}));
    EXPECT_NEAR(axis.place(std::sqrt(14.0)), 0.5, 1e-12);
}

TEST(Axis, LeavesOutWhatItCannotShow) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Axis axis(Scale::logarithmic, {nan, -1.0, 0.0, 1.0, 100.0});
    EXPECT_FALSE(axis.shows(0.0));
    EXPECT_FALSE(axis.shows(nan));
    EXPECT_EQ(axis.ticks(), (std::vector<double>{1, 10, 100}));
}

TEST(Axis, HasARangeWithoutDataAndForOneValue) {
    for (const auto& values : {std::vector<double>{}, {0.0}, {3.0}, {-3.0}, {1e-300}}) {
        for (const Scale scale : {Scale::linear, Scale::logarithmic}) {
            const Axis axis(scale, values);
            EXPECT_LT(axis.low(), axis.high());
            for (const double value : values) {
                if (!axis.shows(value)) continue;
                EXPECT_GE(axis.place(value), 0.0);
                EXPECT_LE(axis.place(value), 1.0);
            }
        }
    }
}

TEST(TickLabel, IsShort) {
    EXPECT_EQ(tick_label(0.0), "0");
    EXPECT_EQ(tick_label(-12.0), "-12");
    EXPECT_EQ(tick_label(0.1 + 0.2), "0.3");
    EXPECT_EQ(tick_label(1e-12), "1e-12");
    EXPECT_EQ(tick_label(2.5e7), "2.5e7");
}

}  // namespace
}  // namespace regimes
