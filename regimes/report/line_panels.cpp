// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/line_panels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace regimes {

namespace {

using Json = nlohmann::ordered_json;
using Scale = LinePanel::Scale;

constexpr std::size_t most_colours = 9;  // that the pages tell apart

/// What the rows of a panel need.
struct Contents {
    std::set<std::string> series;
    std::map<std::string, double> levels;  ///< name, and the end where lines reach it
    bool has_bars = false;
    double some_x = 0.0;
};

Contents contents_of(const Figure& figure, const LinePanel& panel) {
    Contents contents;
    for (const FigureRow& row : figure.rows) {
        if (row.panel != panel.name) continue;
        if (std::isinf(row.x)) {
            contents.levels[row.series] = row.x;
        } else {
            contents.series.insert(row.series);
            contents.some_x = row.x;
        }
        if (row.low) contents.has_bars = true;
    }
    return contents;
}

Json filter(const std::string& condition) { return Json::array({Json{{"filter", condition}}}); }

Json quantity(const char* field) { return {{"field", field}, {"type", "quantitative"}}; }

Json axis(const char* field, const std::string& title, Scale scale, bool falls,
          const std::string& format) {
    Json json = quantity(field);
    json["title"] = title;
    json["scale"] = scale == Scale::logarithmic ? Json{{"type", "log"}}
                                                : Json{{"zero", scale == Scale::from_zero}};
    if (falls) json["scale"]["reverse"] = true;
    json["axis"] = {{"format", format}, {"tickCount", 6}, {"labelFlush", true}};
    return json;
}

Json tooltip(const char* field, const std::string& title, const std::string& format) {
    Json json = {{"field", field}, {"title", title}};
    if (!format.empty()) json["format"] = format;
    return json;
}

Json y_axis(const LinePanel& panel) {
    return axis("y", panel.y, panel.y_scale, false, panel.y_format);
}

/// Lines with points; their legend singles out the series that are clicked.
Json lines(const LinePanel& panel, const std::string& shown) {
    const Json select = {
        {"type", "point"}, {"fields", Json::array({"series"})}, {"toggle", "true"}};
    const Json parameter = {{"name", shown}, {"select", select}, {"bind", "legend"}};
    const Json tips = {tooltip("series", panel.series, ""), tooltip("x", panel.x, ".4~g"),
                       tooltip("y", panel.y, panel.y_format)};
    return {{"params", Json::array({parameter})},
            {"transform", filter("isValid(datum.x)")},
            {"mark", Json{{"type", "line"}, {"point", Json{{"size", 30}}}}},
            {"encoding", Json{{"x", axis("x", panel.x, panel.x_scale, panel.x_falls, "~g")},
                              {"y", y_axis(panel)},
                              {"tooltip", tips}}}};
}

Json bars() {
    return {{"transform", filter("isValid(datum.low)")},
            {"mark", "rule"},
            {"encoding",
             Json{{"x", quantity("x")}, {"y", quantity("low")}, {"y2", Json{{"field", "high"}}}}}};
}

/// Dashed lines, each with its name at the end where lines do not reach it.
Json levels(const LinePanel& panel, const Contents& contents) {
    Json layers =
        Json::array({Json{{"mark", Json{{"type", "rule"}, {"strokeDash", Json::array({5, 4})}}}}});
    for (const auto& [name, end] : contents.levels) {
        const bool is_right = (end > 0.0) == panel.x_falls;
        const Json x = is_right ? Json("width") : Json(0);
        const Json mark = {{"type", "text"},
                           {"align", is_right ? "right" : "left"},
                           {"baseline", "bottom"},
                           {"dx", is_right ? -4 : 4},
                           {"dy", -2}};
        layers.push_back(
            {{"transform", filter(fmt::format("datum.series == '{}'", name))},
             {"mark", mark},
             {"encoding", Json{{"x", Json{{"value", x}}}, {"text", Json{{"field", "series"}}}}}});
    }
    return {{"transform", filter("!isValid(datum.x)")},
            {"encoding", Json{{"y", y_axis(panel)}}},
            {"layer", layers}};
}

/// A line where the slider is. It needs a place in the range of x also while "marked" is null.
Json mark(const Contents& contents) {
    const std::string place = fmt::format("marked === null ? {} : marked", contents.some_x);
    return {{"data", Json{{"values", Json::array({Json::object()})}}},
            {"transform", Json::array({Json{{"calculate", place}, {"as", "x"}}})},
            {"mark", Json{{"type", "rule"},
                          {"strokeDash", Json::array({2, 3})},
                          {"size", 1.5},
                          {"opacity", Json{{"expr", "marked === null ? 0 : 1"}}}}},
            {"encoding", Json{{"x", quantity("x")}}}};
}

Json panel_json(const LinePanel& panel, const Contents& contents, std::size_t index) {
    const std::string shown = fmt::format("shown_{}", index);
    Json colour = {{"field", "series"}, {"type", "nominal"}, {"sort", nullptr}, {"title", nullptr}};
    if (contents.series.size() > most_colours) colour["scale"] = {{"scheme", "viridis"}};
    const Json opacity = {{"condition", Json{{"param", shown}, {"value", 1}}}, {"value", 0.08}};
    Json layers = Json::array({lines(panel, shown)});
    if (contents.has_bars) layers.push_back(bars());
    for (Json& layer : layers) {
        layer["encoding"]["color"] = colour;
        layer["encoding"]["opacity"] = opacity;
    }
    if (!contents.levels.empty()) layers.push_back(levels(panel, contents));
    if (panel.is_marked) layers.push_back(mark(contents));
    return {{"title", panel.name},
            {"width", 340},
            {"height", 240},
            {"transform", filter(fmt::format("datum.panel == '{}'", panel.name))},
            {"layer", layers}};
}

}  // namespace

std::string line_panels(const Figure& figure, const std::vector<LinePanel>& panels) {
    Json concat = Json::array();
    for (const LinePanel& panel : panels) {
        const Contents contents = contents_of(figure, panel);
        if (contents.series.empty()) continue;
        concat.push_back(panel_json(panel, contents, concat.size()));
    }
    const Json independent = {{"color", "independent"}};
    Json json = {{"$schema", "https://vega.github.io/schema/vega-lite/v5.json"},
                 {"data", Json{{"name", "rows"}}},
                 {"columns", 3},
                 {"resolve", Json{{"scale", independent}, {"legend", independent}}},
                 {"concat", concat}};
    if (std::any_of(panels.begin(), panels.end(), [](const auto& p) { return p.is_marked; })) {
        json["params"] = Json::array({Json{{"name", "marked"}, {"value", nullptr}}});
    }
    return json.dump();
}

}  // namespace regimes
