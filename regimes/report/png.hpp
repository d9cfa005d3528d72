// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace regimes {

/// Red, green, blue and opacity, 8 bits each.
struct Pixel {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
    std::uint8_t opacity = 255;
};

/// The bytes of a PNG file (RGBA, 8 bits a channel, not interlaced).
///
/// Shape: pixels row by row from the top left, height x width of them, at least one.
/// Errors: std::invalid_argument if the number of pixels is not width * height.
/// Source: PNG (third edition), W3C 2023.
std::string encode_png(int width, int height, const std::vector<Pixel>& pixels);

}  // namespace regimes
