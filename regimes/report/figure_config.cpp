// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/figure_config.hpp"

namespace regimes {

std::string_view light_figure_config() {
    return R"({
  "background": "#ffffff",
  "font": "system-ui, Roboto, DejaVu Sans, sans-serif",
  "view": {"stroke": "#dcdfe3"},
  "rule": {"color": "#5b6470"},
  "axis": {"gridColor": "#eceef0", "domainColor": "#5b6470", "tickColor": "#5b6470",
           "labelColor": "#5b6470", "titleColor": "#1d2126", "titleFontWeight": 500,
           "labelFontSize": 11, "titleFontSize": 12, "labelFlush": false, "labelSeparation": 4},
  "legend": {"orient": "bottom", "labelColor": "#1d2126", "titleColor": "#5b6470",
             "labelFontSize": 12, "titleFontWeight": 500, "labelLimit": 260, "columns": 2,
             "symbolOpacity": 1},
  "title": {"color": "#1d2126", "subtitleColor": "#5b6470", "anchor": "start",
            "fontSize": 13, "fontWeight": 600},
  "range": {"category": ["#0b5fa5", "#c2540a", "#18794e", "#8a3ffc", "#a06a00", "#5b6470",
                         "#00838f", "#b0307a"]}
})";
}

std::string_view dark_figure_config() {
    return R"({
  "background": "#1b1f24",
  "font": "system-ui, Roboto, DejaVu Sans, sans-serif",
  "view": {"stroke": "#343a41"},
  "rule": {"color": "#a0a9b3"},
  "axis": {"gridColor": "#282d33", "domainColor": "#a0a9b3", "tickColor": "#a0a9b3",
           "labelColor": "#a0a9b3", "titleColor": "#e6e8ea", "titleFontWeight": 500,
           "labelFontSize": 11, "titleFontSize": 12, "labelFlush": false, "labelSeparation": 4},
  "legend": {"orient": "bottom", "labelColor": "#e6e8ea", "titleColor": "#a0a9b3",
             "labelFontSize": 12, "titleFontWeight": 500, "labelLimit": 260, "columns": 2,
             "symbolOpacity": 1},
  "title": {"color": "#e6e8ea", "subtitleColor": "#a0a9b3", "anchor": "start",
            "fontSize": 13, "fontWeight": 600},
  "range": {"category": ["#6cb4ee", "#f2914a", "#5cc795", "#b69cff", "#dcb347", "#a0a9b3",
                         "#4dd0e1", "#f48fb8"]}
})";
}

}  // namespace regimes
