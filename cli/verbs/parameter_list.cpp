// SPDX-License-Identifier: BSD-3-Clause
#include "cli/verbs/parameter_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "regimes/report/text.hpp"

namespace regimes::cli {

namespace {

using Json = nlohmann::ordered_json;
using Row = std::array<std::string, 4>;

constexpr std::array<std::size_t, 4> widths = {22, 14, 15, 25};  // with a gap of one between: 79

/// A row of as many lines as its longest cell needs.
std::string row_text(const Row& row) {
    std::array<std::vector<std::string>, 4> cells;
    std::size_t height = 1;
    for (std::size_t k = 0; k < row.size(); ++k) {
        std::istringstream lines(wrapped(row[k], widths[k]));
        for (std::string line; std::getline(lines, line);) cells[k].push_back(line);
        height = std::max(height, cells[k].size());
    }
    std::string text;
    for (std::size_t i = 0; i < height; ++i) {
        std::string line;
        for (std::size_t k = 0; k < row.size(); ++k) {
            line += fmt::format("{:<{}} ", i < cells[k].size() ? cells[k][i] : "", widths[k]);
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return text;
}

std::string domain_of(const Field& field) {
    if (!field.choices.empty()) return fmt::format("{}", fmt::join(field.choices, ", "));
    const bool is_closed = field.least && field.greatest && !field.is_open && !field.is_below;
    return is_closed ? fmt::format("{:g} to {:g}", *field.least, *field.greatest)
                     : domain_text(field);
}

}  // namespace

std::string parameters_text(const std::vector<const Experiment*>& experiments) {
    std::string text;
    for (const Experiment* experiment : experiments) {
        text += fmt::format("{}{}: {}\n\n", text.empty() ? "" : "\n", experiment->name(),
                            experiment->title());
        text += row_text({"name", "default", "domain", "meaning"});
        for (const Field& field : experiment->parameters()) {
            text += row_text(
                {field.name, to_text(field.default_value), domain_of(field), field.meaning});
        }
    }
    return text;
}

Json parameters_json(const std::vector<const Experiment*>& experiments) {
    Json list = Json::array();
    for (const Experiment* experiment : experiments) {
        Json parameters = Json::array();
        for (const Field& field : experiment->parameters()) {
            const Json usual =
                std::visit([](const auto& value) { return Json(value); }, field.default_value);
            parameters.push_back({{"name", field.name},
                                  {"default", usual},
                                  {"domain", domain_of(field)},
                                  {"meaning", field.meaning}});
        }
        list.push_back({{"name", experiment->name()},
                        {"title", experiment->title()},
                        {"parameters", std::move(parameters)}});
    }
    return {{"experiments", std::move(list)}};
}

}  // namespace regimes::cli
