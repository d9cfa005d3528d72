// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "regimes/report/base64.hpp"
#include "regimes/report/html.hpp"
#include "regimes/report/png.hpp"

namespace regimes {

namespace {

// Vermilion and blue of Okabe and Ito's palette: told apart by every kind of colour vision.
constexpr Pixel positive_colour{213, 94, 0, 0};
constexpr Pixel negative_colour{0, 114, 178, 0};

Pixel pixel_of(double share) {
    Pixel pixel = share < 0.0 ? negative_colour : positive_colour;
    pixel.opacity = static_cast<std::uint8_t>(std::lround(255.0 * std::sqrt(std::fabs(share))));
    return pixel;
}

/// Indices of the largest magnitudes, largest first.
std::vector<Index> largest(ConstVectorRef coefficients, Index count) {
    std::vector<Index> order(static_cast<std::size_t>(coefficients.size()));
    std::iota(order.begin(), order.end(), Index{0});
    const auto middle = order.begin() + std::min<Index>(count, coefficients.size());
    std::partial_sort(order.begin(), middle, order.end(), [&](Index a, Index b) {
        return std::fabs(coefficients[a]) > std::fabs(coefficients[b]);
    });
    order.erase(middle, order.end());
    return order;
}

/// The coefficient of largest magnitude in one block of `factor` x `factor` pixels.
double strongest(ConstVectorRef coefficients, ImageShape shape, Index factor, Index row,
                 Index col) {
    double best = 0.0;
    for (Index i = row * factor; i < std::min((row + 1) * factor, shape.rows); ++i) {
        for (Index j = col * factor; j < std::min((col + 1) * factor, shape.cols); ++j) {
            const double b = coefficients[i * shape.cols + j];
            if (std::fabs(b) > std::fabs(best)) best = b;
        }
    }
    return best;
}

}  // namespace

std::string image_element(ConstVectorRef coefficients, ImageShape shape, std::string_view label) {
    if (shape.rows < 1 || shape.cols < 1 || shape.rows * shape.cols != coefficients.size()) {
        throw std::invalid_argument(fmt::format("shape: {} x {} given for {} coefficients",
                                                shape.rows, shape.cols, coefficients.size()));
    }
    const Index factor = (std::max(shape.rows, shape.cols) + picture_side - 1) / picture_side;
    const Index height = (shape.rows + factor - 1) / factor;
    const Index width = (shape.cols + factor - 1) / factor;
    const double scale = coefficients.lpNorm<Eigen::Infinity>();
    std::vector<Pixel> pixels;
    for (Index row = 0; row < height; ++row) {
        for (Index col = 0; col < width; ++col) {
            const double b = strongest(coefficients, shape, factor, row, col);
            pixels.push_back(pixel_of(scale > 0.0 ? b / scale : 0.0));
        }
    }
    const std::string file = encode_png(static_cast<int>(width), static_cast<int>(height), pixels);
    return fmt::format(
        "<img alt=\"{}\" width=\"{}\" height=\"{}\" src=\"data:image/png;base64,{}\">",
        escape_html(label), width, height, encode_base64(file));
}

std::string profile_element(ConstVectorRef coefficients, std::string_view label) {
    constexpr double half_height = 50.0;
    const double scale = coefficients.lpNorm<Eigen::Infinity>();
    std::string up, down;
    double place = 0.5;
    for (const Index i : largest(coefficients, profile_length)) {
        const double height = scale > 0.0 ? half_height * coefficients[i] / scale : 0.0;
        fmt::format_to(std::back_inserter(height < 0.0 ? down : up), "M{:g} 50v{:.3g}", place,
                       -height);
        place += 1.0;
    }
    return fmt::format(
        "<svg class=\"profile\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {} 100\" "
        "preserveAspectRatio=\"none\"><path class=\"axis\" d=\"M0 50h{}\"/>"
        "<path class=\"up\" d=\"{}\"/><path class=\"down\" d=\"{}\"/></svg>",
        escape_html(label), profile_length, profile_length, up, down);
}

}  // namespace regimes
