// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "regimes/report/axis.hpp"

namespace regimes {

/// One line of a chart, with a dot at each point; points that the axes cannot show break the line.
struct Series {
    std::string name;  ///< in the legend
    std::vector<double> x;
    std::vector<double> y;  ///< as many as x
};

/// A dashed line across the chart at height y.
struct Level {
    std::string name;  ///< written on the line
    double y = 0.0;
};

/// A declarative line chart: what to show, not how to draw it.
struct LineChart {
    std::string title;
    std::string x_label;
    std::string y_label;
    Axis::Scale x_scale = Axis::Scale::linear;
    Axis::Scale y_scale = Axis::Scale::linear;
    bool x_falls = false;  ///< the greatest x is on the left
    std::vector<Series> series;
    std::vector<Level> levels;
};

/// The chart as an <svg> element: colours from the style of the page, tooltips on the dots, and a
/// hidden line of class "cursor" that a script can move (data-left, data-right: the pixels of
/// data-from, data-to).
/// Errors: std::invalid_argument if a series has different numbers of x and y.
std::string to_svg(const LineChart& chart);

}  // namespace regimes
