// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/run_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "regimes/experiments/curve.hpp"

namespace regimes {

namespace {

using Json = nlohmann::ordered_json;

std::string words(const ParameterValue& value) {
    return std::visit([](const auto& one) { return fmt::format("{}", one); }, value);
}

/// Our rows of the panels that a view, or a layer in it, filters by.
std::vector<FigureRow> rows_of(const Figure& figure, const Json& view) {
    static const std::regex filter("datum\\.panel == '([^']+)'");
    const std::string text = view.dump();
    std::set<std::string> panels;
    for (std::sregex_iterator at(text.begin(), text.end(), filter), end; at != end; ++at) {
        panels.insert((*at)[1]);
    }
    std::vector<FigureRow> rows;
    for (const FigureRow& row : figure.rows) {
        const bool is_shown = panels.empty() || panels.contains(row.panel);
        if (is_shown && row.source == "ours") rows.push_back(row);
    }
    return rows;
}

void fit_axis(Json& scale, const std::vector<FigureRow>& rows, bool is_x) {
    const double from = scale["domain"][0];
    const double to = scale["domain"][1];
    std::vector<double> values;
    for (const FigureRow& row : rows) values.push_back(is_x ? row.x : row.y);
    const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
    if (is_x) {
        const bool is_log = scale.value("type", "") == "log";
        const double low = is_log && *least <= 0.0 ? from : *least;
        scale["domain"] = {std::min(from, low), std::max(to, *greatest)};
        return;
    }
    const auto inside =
        std::count_if(values.begin(), values.end(), [&](double y) { return y >= from && y <= to; });
    if (2 * static_cast<std::size_t>(inside) < values.size()) scale.erase("domain");
}

/// Every axis with a domain of two numbers, in this view and its layers.
void fit_axes(Json& part, const std::vector<FigureRow>& rows) {
    if (!part.is_structured()) return;
    for (auto& [key, value] : part.items()) {
        const bool is_axis = (key == "x" || key == "y") && value.is_object();
        if (is_axis && value.contains("scale") && value["scale"].contains("domain") &&
            value["scale"]["domain"].is_array() && value["scale"]["domain"][0].is_number()) {
            fit_axis(value["scale"], rows, key == "x");
        }
        fit_axes(value, rows);
    }
}

bool has_lone_row(const std::vector<FigureRow>& rows) {
    std::map<std::pair<std::string, std::string>, int> counts;
    for (const FigureRow& row : rows) ++counts[{row.panel, row.series}];
    return std::any_of(counts.begin(), counts.end(),
                       [](const auto& count) { return count.second == 1; });
}

/// A line through one row is nothing to see.
void show_points(Json& part) {
    if (!part.is_structured()) return;
    if (part.is_object() && part.contains("mark") && part["mark"].is_object() &&
        part["mark"].value("type", "") == "line") {
        part["mark"]["point"] = true;
    }
    for (auto& [key, value] : part.items()) show_points(value);
}

}  // namespace

RunSettings::RunSettings(Fields fields, const std::vector<RunRecord>& runs, const Parameters& fixed)
    : fields_(std::move(fields)) {
    for (const RunRecord& run : runs) {
        if (has_values(run.parameters, fixed)) runs_.push_back(run.parameters);
    }
}

std::vector<ParameterValue> RunSettings::values(const std::string& name) const {
    std::set<ParameterValue> found;
    for (const Parameters& run : runs_) {
        const auto at = run.find(name);
        if (at != run.end()) found.insert(at->second);
    }
    if (found.empty()) return {find_field(fields_, name).default_value};
    return {found.begin(), found.end()};
}

std::string RunSettings::text(const std::string& name) const {
    std::vector<std::string> items;
    for (const ParameterValue& value : values(name)) items.push_back(words(value));
    return listed(items);
}

std::string RunSettings::lack(const std::vector<std::string>& names) const {
    std::vector<std::string> lacking;
    for (const std::string& name : names) {
        const ParameterValue& usual = find_field(fields_, name).default_value;
        if (values(name) == std::vector{usual}) continue;
        lacking.push_back(fmt::format("{} = {} (here {})", name, words(usual), text(name)));
    }
    return fmt::format("{}", fmt::join(lacking, ", "));
}

std::string listed(const std::vector<std::string>& items) {
    if (items.empty()) return "";
    const auto all_but_last = std::vector(items.begin(), items.end() - 1);
    if (all_but_last.empty()) return items.back();
    return fmt::format("{} and {}", fmt::join(all_but_last, ", "), items.back());
}

void add_marks(Figure& figure, const std::vector<FigureRow>& printed, const Lack& lack) {
    std::map<std::string, std::vector<std::string>> reasons;  // by panel
    bool is_any = false;
    std::set<std::string> drawn;  // panels with curves of ours
    for (const FigureRow& row : figure.rows) drawn.insert(row.panel);
    for (const FigureRow& mark : printed) {
        const std::string reason = drawn.contains(mark.panel) ? lack(mark) : "a curve of ours";
        if (reason.empty()) {
            figure.rows.push_back(mark);
            is_any = true;
            continue;
        }
        auto& known = reasons[mark.panel];
        if (std::find(known.begin(), known.end(), reason) == known.end()) known.push_back(reason);
    }
    if (is_any) figure.caption += " The paper's own numbers are drawn over them.";
    for (const auto& [panel, needed] : reasons) {
        figure.notes.push_back(
            fmt::format("{}: marks of the paper are left out that would need {}.", panel,
                        fmt::join(needed, "; or ")));
    }
}

void fill_in(Figure& figure, const std::vector<std::pair<std::string, std::string>>& values) {
    for (const auto& [name, value] : values) {
        const std::string place = "{" + name + "}";
        for (auto at = figure.specification.find(place); at != std::string::npos;
             at = figure.specification.find(place, at + value.size())) {
            figure.specification.replace(at, place.size(), value);
        }
    }
}

void fit_panels(Figure& figure) {
    Json specification = Json::parse(figure.specification);
    const auto fit = [&](Json& view) {
        const std::vector<FigureRow> rows = rows_of(figure, view);
        if (!rows.empty()) fit_axes(view, rows);
        if (has_lone_row(rows)) show_points(view);
    };
    if (specification.contains("concat")) {
        for (Json& view : specification["concat"]) fit(view);
    } else {
        fit(specification);
    }
    figure.specification = specification.dump();
}

}  // namespace regimes
