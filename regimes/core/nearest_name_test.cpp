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

TEST(NearestName, SwappedNeighboursCountOnce) {
    EXPECT_EQ(nearest_name("fti", {"train", "fit"}), "fit");
    EXPECT_EQ(nearest_name("--dpeth", {"--alpha", "--depth"}), "--depth");
}

TEST(NearestName, FirstOfSeveral) { EXPECT_EQ(nearest_name("ac", {"ab", "aa"}), "ab"); }

TEST(NearestName, TakesBeginnings) {
    EXPECT_EQ(nearest_name("--kern", {"--kernel-samples", "--x"}), "--kernel-samples");
}

TEST(NearestName, NothingWhereNothingIsNear) {
    EXPECT_EQ(nearest_name("--w0", {"--x", "--y", "--depth"}), std::nullopt);
    EXPECT_EQ(nearest_name("foo", {"seed", "width"}), std::nullopt);
    EXPECT_EQ(nearest_name("", {"width", "fit"}), std::nullopt);
    EXPECT_EQ(nearest_name("a", {}), std::nullopt);
}

TEST(NearestName, SuggestionIsTheEndOfASentence) {
    EXPECT_EQ(suggestion("dept", {"depth"}), "; the nearest is depth");
    EXPECT_EQ(suggestion("foo", {"depth"}), "");
}

}  // namespace
}  // namespace regimes
