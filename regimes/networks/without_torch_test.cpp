// SPDX-License-Identifier: BSD-3-Clause
// Part of builds without LibTorch alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "regimes/networks/modules.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(WithoutTorch, SaysHowToGetABuildThatHasIt) {
    EXPECT_FALSE(torch_build().is_there);
    EXPECT_THAT([] { load_module("any.pt"); },
                ThrowsMessage<std::runtime_error>(HasSubstr("preset torch")));
    EXPECT_THAT(
        [] {
            convolutional_module({{1, 4, 4}, {2}, 3}, 0.0, 0);
        },
        ThrowsMessage<std::runtime_error>(HasSubstr("preset torch")));
}

}  // namespace
}  // namespace regimes
