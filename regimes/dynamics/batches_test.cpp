// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/batches.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regimes {
namespace {

using ::testing::Each;
using ::testing::UnorderedElementsAre;

TEST(Batches, AnEpochTakesEverySampleOnceAndTheNextInAnotherOrder) {
    Batches batches(7, 3, false, 1);
    std::vector<std::vector<Index>> epochs(2);
    for (auto& epoch : epochs) {
        for (const std::size_t size : {3U, 3U, 1U}) {
            const std::vector<Index>& batch = batches.next();
            EXPECT_EQ(batch.size(), size);
            epoch.insert(epoch.end(), batch.begin(), batch.end());
        }
        EXPECT_THAT(epoch, UnorderedElementsAre(0, 1, 2, 3, 4, 5, 6));
    }
    EXPECT_NE(epochs[0], epochs[1]);
    EXPECT_EQ(Batches(7, 7, false, 1).next(), epochs[0]) << "the size does not change the order";
}

TEST(Batches, DrawsWithReplacementStayInRange) {
    Batches batches(3, 100, true, 1);
    EXPECT_THAT(batches.next(), Each(::testing::AllOf(::testing::Ge(0), ::testing::Lt(3))));
}

}  // namespace
}  // namespace regimes
