// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/picture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "regimes/report/base64.hpp"
#include "regimes/report/png.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;

TEST(ImageElement, ColoursSignAndFadesTowardsZero) {
    const Vector b{{1.0, -64.0 * 64.0 / (255.0 * 255.0), 0.0, 0.04}};
    const std::vector<Pixel> pixels = {
        {213, 94, 0, 255}, {0, 114, 178, 64}, {213, 94, 0, 0}, {213, 94, 0, 51}};
    EXPECT_EQ(image_element(b, {2, 2}, "a \"b\""),
              "<img alt=\"a &quot;b&quot;\" width=\"2\" height=\"2\" src=\"data:image/png;base64," +
                  encode_base64(encode_png(2, 2, pixels)) + "\">");
}

TEST(ImageElement, ReducesLargeImagesToTheStrongestOfEachBlock) {
    Vector b = Vector::Zero(200 * 97);
    b[100 * 97 + 50] = -3.0;
    std::vector<Pixel> pixels(67 * 33, Pixel{213, 94, 0, 0});
    pixels[33 * 33 + 16] = {0, 114, 178, 255};
    EXPECT_THAT(image_element(b, {200, 97}, ""),
                HasSubstr(encode_base64(encode_png(33, 67, pixels))));
}

TEST(ImageElement, ZeroIsTransparentEverywhere) {
    EXPECT_THAT(
        image_element(Vector::Zero(2), {1, 2}, ""),
        HasSubstr(encode_base64(encode_png(2, 1, std::vector<Pixel>(2, Pixel{213, 94, 0, 0})))));
}

TEST(ImageElement, RefusesAShapeThatDoesNotHoldTheCoefficients) {
    EXPECT_THROW(image_element(Vector::Zero(6), {2, 2}, ""), std::invalid_argument);
    EXPECT_THROW(image_element(Vector::Zero(6), {-2, -3}, ""), std::invalid_argument);
}

TEST(ProfileElement, OrdersStemsByMagnitude) {
    const std::string svg = profile_element(Vector{{0.5, -2.0, 1.0}}, "profile");
    EXPECT_THAT(svg, HasSubstr("class=\"up\" d=\"M1.5 50v-25M2.5 50v-12.5\""));
    EXPECT_THAT(svg, HasSubstr("class=\"down\" d=\"M0.5 50v50\""));
}

TEST(ProfileElement, ShowsTheLargestOfAMillion) {
    Vector b = Vector::LinSpaced(1000000, 0.0, 1.0);
    EXPECT_LT(profile_element(b, "").size(), 4000u);
}

}  // namespace
}  // namespace regimes
