// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/figure_config.hpp"

#include <fmt/format.h>

namespace regimes {

namespace {

/// The colours of one scheme.
struct Palette {
    const char* background;
    const char* frame;
    const char* grid;
    const char* soft;  ///< of axes and rules
    const char* text;
    const char* series;  ///< a JSON list, one for each of up to nine series
};

std::string config(const Palette& p) {
    return fmt::format(R"({{
  "background": "{0}",
  "font": "system-ui, Roboto, DejaVu Sans, sans-serif",
  "view": {{"stroke": "{1}"}},
  "rule": {{"color": "{3}"}},
  "text": {{"color": "{3}"}},
  "axis": {{"gridColor": "{2}", "domainColor": "{3}", "tickColor": "{3}",
           "labelColor": "{3}", "titleColor": "{4}", "titleFontWeight": 500,
           "labelFontSize": 11, "titleFontSize": 12, "labelFlush": false, "labelSeparation": 4}},
  "legend": {{"orient": "bottom", "labelColor": "{4}", "titleColor": "{3}",
             "labelFontSize": 12, "titleFontWeight": 500, "labelLimit": 260, "columns": 2,
             "symbolOpacity": 1}},
  "title": {{"color": "{4}", "subtitleColor": "{3}", "anchor": "start",
            "fontSize": 13, "fontWeight": 600}},
  "range": {{"category": {5}}}
}})",
                       p.background, p.frame, p.grid, p.soft, p.text, p.series);
}

}  // namespace

std::string light_figure_config() {
    return config({"#ffffff", "#dcdfe3", "#eceef0", "#5b6470", "#1d2126",
                   R"(["#0b5fa5", "#c2540a", "#18794e", "#8a3ffc", "#a06a00", "#5b6470",
                         "#00838f", "#b0307a", "#7a3b1e"])"});
}

std::string dark_figure_config() {
    return config({"#1b1f24", "#343a41", "#282d33", "#a0a9b3", "#e6e8ea",
                   R"(["#6cb4ee", "#f2914a", "#5cc795", "#b69cff", "#dcb347", "#a0a9b3",
                         "#4dd0e1", "#f48fb8", "#c9a08a"])"});
}

}  // namespace regimes
