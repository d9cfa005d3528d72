// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/status.hpp"

#include <gtest/gtest.h>

#include <set>

namespace regimes {
namespace {

constexpr Status all[] = {Status::converged, Status::infeasible, Status::iteration_limit,
                          Status::stalled,   Status::cancelled,  Status::diverged};

TEST(Status, NamesAreTheEnumerators) {
    EXPECT_EQ(name(Status::converged), "converged");
    EXPECT_EQ(name(Status::infeasible), "infeasible");
    EXPECT_EQ(name(Status::iteration_limit), "iteration_limit");
    EXPECT_EQ(name(Status::stalled), "stalled");
    EXPECT_EQ(name(Status::cancelled), "cancelled");
    EXPECT_EQ(name(Status::diverged), "diverged");
}

TEST(Status, EachHasItsOwnFullSentence) {
    std::set<std::string_view> sentences;
    for (const Status status : all) {
        EXPECT_TRUE(sentences.insert(sentence(status)).second) << name(status);
        EXPECT_EQ(sentence(status).back(), '.') << name(status);
    }
}

}  // namespace
}  // namespace regimes
