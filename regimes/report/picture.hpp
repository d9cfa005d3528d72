// SPDX-License-Identifier: BSD-3-Clause
// Pictures of numbers, such as coefficients, as HTML elements that take the colours of the page.
//
// Positive and negative ones have two colours; the share of the largest magnitude is the
// height of a stem, or the square of the opacity of a pixel (so that small ones are seen). Hence
// the background is zero in the light and in the dark, and shrinking a profile by s, or fading an
// image by sqrt(s), s = own largest / common largest, shows it on a common scale.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "regimes/core/types.hpp"
#include "regimes/report/document_table.hpp"

namespace regimes {

/// Rows and columns of an image whose pixels are the coefficients, row by row.
struct ImageShape {
    Index rows = 0;
    Index cols = 0;
};

/// An <img> of rows x cols pixels; a side of more than `picture_side` is reduced by a whole factor,
/// each pixel then showing the coefficient of largest magnitude in its block.
/// Errors: std::invalid_argument unless rows * cols = d.
constexpr Index picture_side = 96;
std::string image_element(ConstVectorRef coefficients, ImageShape shape, std::string_view label);

/// How many coefficients a profile shows at most.
constexpr Index profile_length = 100;

/// An <svg> with one stem for each coefficient, largest magnitude first, the `profile_length`
/// largest of them.
std::string profile_element(ConstVectorRef coefficients, std::string_view label);

/// One picture of a strip.
struct Picture {
    std::string title;  ///< "alpha = 1e-3": pictures of one title in several strips are one choice
    std::string caption;           ///< under it: "1e-3"
    std::string element;           ///< by one of the functions above
    double largest = 0.0;          ///< magnitude in it
    std::optional<double> x = {};  ///< where charts mark it, if it is the one chosen
    Entries facts = {};            ///< beside it where it is the one chosen
};

/// Pictures side by side.
struct Strip {
    std::string title;
    std::vector<Picture> pictures;
};

}  // namespace regimes
