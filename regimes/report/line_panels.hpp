// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "regimes/report/figure.hpp"

namespace regimes {

/// A panel of lines: how the rows of this name are shown.
struct LinePanel {
    enum class Scale { linear, from_zero, logarithmic };

    std::string name;  ///< also its title
    std::string x;     ///< titles of the axes
    std::string y;
    std::string series;             ///< what a series is, for tooltips
    std::string y_format = ".4~g";  ///< as d3-format has it
    Scale x_scale = Scale::linear;
    Scale y_scale = Scale::linear;
    bool x_falls = false;    ///< the greatest x is on the left
    bool is_marked = false;  ///< the slider of the pictures marks its place on the x axis
};

/// The Vega-Lite declaration of those panels that the figure has rows for, with a line for each
/// series, and bars from low to high. A row of infinite x is a level: a dashed line across.
std::string line_panels(const Figure& figure, const std::vector<LinePanel>& panels);

}  // namespace regimes
