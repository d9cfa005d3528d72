// SPDX-License-Identifier: BSD-3-Clause
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "regimes/networks/modules.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::Property;
using ::testing::ThrowsMessage;

// 9 (3 64 + 64 128 + 128 256 + 256 256 + 256 512 + 3 512 512) weights of convolutions, and 512 10.
TEST(ConvolutionalShape, OfFigure5fHasTheParametersOfItsLayers) {
    EXPECT_EQ(vgg11().parameters(),
              9 * (3 * 64 + 64 * 128 + 128 * 256 + 256 * 256 + 256 * 512 + 3 * 512 * 512) + 5120);
}

TEST(ConvolutionalShape, DividesChannelsButNotBelowOne) {
    EXPECT_EQ(vgg11(16).layers, (std::vector<Index>{4, 0, 8, 0, 16, 16, 0, 32, 32, 0, 32, 32, 0}));
    EXPECT_EQ(vgg11(512).layers.front(), 1);
}

TEST(ConvolutionalShape, CountsTheBias) {
    ConvolutionalShape shape{{1, 4, 4}, {2, 0}, 3};
    EXPECT_EQ(shape.parameters(), 9 * 2 + 2 * 2 * 2 * 3);
    shape.bias = true;
    EXPECT_EQ(shape.parameters(), 9 * 2 + 2 * 2 * 2 * 3 + 3);
}

TEST(ConvolutionalShape, RefusesWhatLeavesNoPixel) {
    const ConvolutionalShape shape{{1, 2, 2}, {2, 0, 0}, 3};
    EXPECT_THAT([&] { shape.parameters(); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("leaves no pixel of 2 x 2")));
    const ConvolutionalShape flat{{8}, {}, 3};
    EXPECT_THAT([&] { flat.parameters(); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("input: 1 lengths given")));
    EXPECT_THAT([] { vgg11(0); }, ThrowsMessage<std::invalid_argument>(HasSubstr("divisor: 0")));
    const ConvolutionalShape negative{{1, 4, 4}, {-2}, 3};
    EXPECT_THAT([&] { negative.parameters(); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("layers")));
}

TEST(ConvolutionalModule, RefusesAnAlphaBeyondDoublePrecision) {
    EXPECT_THAT(
        [] {
            convolutional_module({{1, 4, 4}, {2}, 3}, 800.0, 0);
        },
        ThrowsMessage<std::invalid_argument>(HasSubstr("log_alpha: 800")));
}

}  // namespace
}  // namespace regimes
