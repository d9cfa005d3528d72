// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/figure_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "regimes/report/figure_config.hpp"

namespace regimes {

namespace {

using Json = nlohmann::ordered_json;

/// Quoted where it must be (RFC 4180).
std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

std::string csv_cell(const std::optional<double>& value) {
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

Json specification_of(const Figure& figure) {
    Json specification = Json::parse(figure.specification, nullptr, false);
    if (specification.is_object()) return specification;
    throw std::invalid_argument(
        fmt::format("specification of {}: a JSON object was expected", figure.name));
}

}  // namespace

std::string figure_csv(const Figure& figure) {
    std::string text = "panel,series,x,y,low,high,source\n";
    for (const FigureRow& row : figure.rows) {
        text +=
            fmt::format("{},{},{},{},{},{},{}\n", csv_cell(row.panel), csv_cell(row.series), row.x,
                        row.y, csv_cell(row.low), csv_cell(row.high), csv_cell(row.source));
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
                          {"holds", claim.holds},
                          {"explanation", claim.explanation}});
    }
    return claims.dump(2) + "\n";
}

std::size_t claims_held(const Figure& figure) {
    return static_cast<std::size_t>(std::count_if(figure.claims.begin(), figure.claims.end(),
                                                  [](const Claim& claim) { return claim.holds; }));
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
