// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/figure_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "regimes/core/csv_cell.hpp"
#include "regimes/report/figure_config.hpp"

namespace regimes {

namespace {

using Json = nlohmann::ordered_json;

std::string number_cell(const std::optional<double>& value) {
    return value ? fmt::format("{}", *value) : "";
}

Json rows_of(const Figure& figure) {
    Json rows = Json::array();
    for (const FigureRow& row : figure.rows) {
        Json json = {{"panel", row.panel}, {"series", row.series}, {"x", row.x}, {"y", row.y}};
        if (row.low) json["low"] = *row.low;
        if (row.high) json["high"] = *row.high;
        json["source"] = row.source;
        rows.push_back(std::move(json));
    }
    return rows;
}

using Rows = std::vector<const Json*>;

/// Whether a row passes "datum.FIELD == 'TEXT'" (or !=); any other condition counts as passed.
bool passes(const Json& row, const std::string& condition) {
    static const std::regex pattern(R"(\s*datum\.(\w+) (==|!=) '([^']*)'\s*)");
    std::smatch parts;
    if (!std::regex_match(condition, parts, pattern)) return true;
    return (row.value(parts[1].str(), "") == parts[3].str()) == (parts[2] == "==");
}

/// The rows that a view sees through its own filters.
Rows seen_by(const Json& view, Rows rows) {
    for (const Json& transform : view.value("transform", Json::array())) {
        const Json filter = transform.value("filter", Json());
        if (!filter.is_string()) continue;
        const std::string text = filter.get<std::string>();
        for (std::size_t start = 0; start < text.size();) {
            const std::size_t end = std::min(text.find("&&", start), text.size());
            const std::string condition = text.substr(start, end - start);
            std::erase_if(rows, [&](const Json* row) { return !passes(*row, condition); });
            start = end + 2;
        }
    }
    return rows;
}

/// Removes the layers that would show nothing, such as the paper's marks where they are left out:
/// Vega has no scale for them. Layers with data or parameters of their own stay.
void remove_empty_layers(Json& view, const Rows& rows) {
    const Rows seen = seen_by(view, rows);
    for (const char* kind : {"concat", "hconcat", "vconcat", "layer"}) {
        if (!view.contains(kind)) continue;
        Json kept = Json::array();
        for (Json& child : view[kind]) {
            const bool own = child.contains("data") || child.contains("params");
            const bool is_layer = std::string_view(kind) == "layer";
            if (is_layer && !own && !seen.empty() && seen_by(child, seen).empty()) continue;
            remove_empty_layers(child, seen);
            kept.push_back(std::move(child));
        }
        view[kind] = std::move(kept);
    }
}

/// The specification, without layers that have nothing to show.
Json specification_of(const Figure& figure) {
    Json specification = Json::parse(figure.specification, nullptr, false);
    if (specification.is_object()) {
        const Json table = rows_of(figure);
        Rows rows;
        for (const Json& row : table) rows.push_back(&row);
        remove_empty_layers(specification, rows);
        return specification;
    }
    throw std::invalid_argument(
        fmt::format("specification of {}: a JSON object was expected", figure.name));
}

}  // namespace

std::string figure_csv(const Figure& figure) {
    std::string text = "panel,series,x,y,low,high,source\n";
    for (const FigureRow& row : figure.rows) {
        text +=
            fmt::format("{},{},{},{},{},{},{}\n", csv_cell(row.panel), csv_cell(row.series), row.x,
                        row.y, number_cell(row.low), number_cell(row.high), csv_cell(row.source));
    }
    return text;
}

std::string claims_json(const Figure& figure) {
    Json claims = Json::array();
    for (const Claim& claim : figure.claims) {
        claims.push_back({{"claim", claim.claim},
                          {"paper", claim.paper},
                          {"measured", claim.measured},
                          {"tolerance", claim.tolerance},
                          {"verdict", name(claim.verdict)},
                          {"explanation", claim.explanation}});
    }
    return claims.dump(2) + "\n";
}

std::string rows_json(const Figure& figure) { return rows_of(figure).dump(); }

std::string specification_json(const Figure& figure) { return specification_of(figure).dump(); }

std::string vega_lite_json(const Figure& figure) {
    Json specification = specification_of(figure);
    Json config = Json::parse(light_figure_config());
    config.merge_patch(specification.value("config", Json::object()));
    specification["config"] = std::move(config);
    specification["datasets"] = {{"rows", rows_of(figure)}};
    return specification.dump(1) + "\n";
}

}  // namespace regimes
