// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/version.hpp"

#include <gtest/gtest.h>

namespace regimes {
namespace {

TEST(BuildInfo, KnowsItsVersionAndTools) {
    EXPECT_EQ(build_info().version, REGIMES_VERSION);
    EXPECT_FALSE(build_info().commit.empty());
    EXPECT_FALSE(build_info().compiler.empty());
    EXPECT_FALSE(build_info().build_type.empty());
    EXPECT_FALSE(build_info().blas.empty());
}

}  // namespace
}  // namespace regimes
