// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/nearest_name.hpp"

#include <gtest/gtest.h>

namespace regimes {
namespace {

TEST(NearestName, CountsInsertionsDeletionsAndReplacements) {
    // Levenshtein's own measure: kitten to sitting takes 3, to mitten 1.
    EXPECT_EQ(nearest_name("kitten", {"sitting", "mitten", "kit"}), "mitten");
    EXPECT_EQ(nearest_name("dept", {"width", "depth"}), "depth");
}

TEST(NearestName, FirstOfSeveral) { EXPECT_EQ(nearest_name("ac", {"ab", "aa"}), "ab"); }

TEST(NearestName, NothingGivenTakesTheShortest) {
    EXPECT_EQ(nearest_name("", {"width", "fit"}), "fit");
}

}  // namespace
}  // namespace regimes
