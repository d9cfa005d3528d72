// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/sweep/eta.hpp"

#include <gtest/gtest.h>

namespace regimes {
namespace {

TEST(Pace, ShowsRateAndTimeLeftOfWhatWasComputed) {
    EXPECT_EQ(eta_text(120, 500, 20, 5.0), "120 of 500 runs, 4 runs/s, 1 min 35 s left");
    EXPECT_EQ(eta_text(1, 3, 1, 8.0), "1 of 3 runs, 8 s a run, 16 s left");
    EXPECT_EQ(eta_text(100, 4000, 1, 1.0), "100 of 4000 runs, 1 runs/s, 1 h 5 min left");
    EXPECT_EQ(eta_text(500, 500, 400, 100.0), "500 of 500 runs, 4 runs/s");
}

TEST(Pace, CountsWhatIsUnderway) {
    EXPECT_EQ(eta_text(2, 3, 2, 25.0, 0.5), "2 of 3 runs, 10 s a run, 5 s left");
    EXPECT_EQ(eta_text(0, 3, 0, 25.0, 0.5), "0 of 3 runs");
}

TEST(Pace, IsSilentOnWhatItCannotKnow) {
    EXPECT_EQ(eta_text(0, 500, 0, 5.0), "0 of 500 runs");
    EXPECT_EQ(eta_text(1, 500, 1, 0.0), "1 of 500 runs");
}

}  // namespace
}  // namespace regimes
