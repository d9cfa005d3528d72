// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/sweep/grid_axis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace regimes {
namespace {

using ::testing::ElementsAre;
using Values = std::vector<ParameterValue>;

constexpr Spacing linear = Spacing::linear;
constexpr Spacing logarithmic = Spacing::logarithmic;

ParameterValue whole(std::int64_t value) { return value; }

TEST(Range, HasTheDecimalsThatPeopleWrite) {
    EXPECT_EQ(range_values(0.0, 1.0, 11, linear),
              (Values{0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0}));
    EXPECT_EQ(range_values(1e-3, 1e3, 7, logarithmic),
              (Values{1e-3, 1e-2, 1e-1, 1.0, 1e1, 1e2, 1e3}));
    EXPECT_EQ(range_values(1.0, -1.0, 3, linear), (Values{1.0, 0.0, -1.0}));
}

TEST(Range, IsNotDisturbedByCancellation) {
    const Values values = range_values(-1.0, 1.0, 2001, linear);
    for (int k = 0; k <= 2000; ++k) {
        EXPECT_EQ(values[static_cast<std::size_t>(k)], ParameterValue((k - 1000) / 1000.0)) << k;
    }
}

TEST(Range, MeetsItsEndsExactly) {
    for (const Spacing spacing : {linear, logarithmic}) {
        const double first = std::nextafter(0.1, 1.0);
        const double last = std::nextafter(0.7, 1.0);
        const Values values = range_values(first, last, 4, spacing);
        EXPECT_EQ(values.front(), ParameterValue(first));
        EXPECT_EQ(values.back(), ParameterValue(last));
        EXPECT_EQ(values.size(), 4U);
    }
    EXPECT_EQ(range_values(0.3, 0.3, 1, linear), Values{0.3});
    EXPECT_EQ(range_values(0.0, 0.0, 2, linear), (Values{0.0, 0.0}));
}

TEST(Range, IsWholeWhereAllOfItIs) {
    EXPECT_EQ(range_values(whole(10), whole(1000), 3, logarithmic),
              (Values{whole(10), whole(100), whole(1000)}));
    EXPECT_EQ(range_values(whole(-1), whole(1), 3, linear),
              (Values{whole(-1), whole(0), whole(1)}));
    EXPECT_EQ(range_values(whole(1), whole(2), 3, linear), (Values{1.0, 1.5, 2.0}));
    EXPECT_EQ(range_values(1.0, whole(3), 3, linear), (Values{1.0, 2.0, 3.0}));
}

TEST(Range, ReachesAcrossTheRangeOfDouble) {
    const Values logs = range_values(1e-300, 1e300, 5, logarithmic);
    EXPECT_THAT(logs, ElementsAre(1e-300, 1e-150, 1.0, 1e150, 1e300));
    const Values lines = range_values(-1.5e308, 1.5e308, 5, linear);
    EXPECT_THAT(lines, ElementsAre(-1.5e308, -7.5e307, 0.0, 7.5e307, 1.5e308));
    const Values tiny = range_values(1e-310, 3e-310, 3, linear);
    EXPECT_NEAR(std::get<double>(tiny[1]), 2e-310, 1e-323);
}

TEST(Seeds, AreConsecutive) {
    EXPECT_EQ(seed_values(7, 3), (Values{whole(7), whole(8), whole(9)}));
}

}  // namespace
}  // namespace regimes
