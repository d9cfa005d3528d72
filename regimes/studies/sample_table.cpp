// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/sample_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "regimes/core/nearest_name.hpp"
#include "regimes/core/utf8.hpp"

namespace regimes {

namespace {

using Names = std::vector<std::string>;

constexpr std::size_t shown_names = 10;

/// Where each name is. Errors: FieldError for a name that is there twice.
std::map<std::string, Index> places_of(const Names& names, const std::string& path) {
    std::map<std::string, Index> places;
    for (std::size_t k = 0; k < names.size(); ++k) {
        const auto [place, is_new] = places.emplace(names[k], static_cast<Index>(k));
        if (is_new) continue;
        throw FieldError(fmt::format("{}: columns {} and {} are both called \"{}\"", path,
                                     place->second + 1, k + 1, names[k]));
    }
    return places;
}

Names without(const Names& names, const std::map<std::string, Index>& others) {
    Names left;
    for (const std::string& name : names) {
        if (!others.contains(name)) left.push_back(name);
    }
    return left;
}

}  // namespace

Field id_column_field(const std::string& of) {
    return text_field("id_column", "NAME",
                      fmt::format("column of {} that names the rows and is set aside (\"column 1\" "
                                  "if it has no name); none: no column",
                                  of))
        .or_else("recognised by its name and what it holds")
        .of_data();
}

Field target_field(const std::string& in_place_of) {
    return text_field("target", "NAME",
                      fmt::format("column of the table of samples to predict, in place of {}",
                                  in_place_of))
        .or_else("none")
        .of_data();
}

TableOptions table_options(const Settings& settings) {
    TableOptions options;
    options.id_column = settings.text_or("id_column", "");
    return options;
}

TargetSplit split_target(const Table& table, const std::string& target, const std::string& path) {
    const Names& names = table.names();
    const auto count = std::count(names.begin(), names.end(), target);
    if (names.empty()) {
        throw FieldError(
            fmt::format("{{target}}: \"{}\" given, but {} has no header", target, path));
    }
    if (count != 1) {
        throw FieldError(fmt::format("{{target}}: \"{}\" given, but {} has {} of this name{}",
                                     target, path, count == 0 ? "no column" : "several columns",
                                     count == 0 ? suggestion(target, names) : ""));
    }
    if (names.size() == 1) {
        throw FieldError(fmt::format("{{target}}: \"{}\" is the only column of {}", target, path));
    }
    const Index column = std::find(names.begin(), names.end(), target) - names.begin();
    std::vector<Index> others;
    for (Index k = 0; k < table.cols(); ++k) {
        if (k != column) others.push_back(k);
    }
    Vector y(table.rows());
    for (Index n = 0; n < y.size(); ++n) y[n] = table.view()(n, column);
    return {table.with_columns(others), std::move(y)};
}

Table match_columns(const Table& test, const std::string& test_path, const Names& names,
                    const std::string& training_path, Names& notes) {
    const Names& test_names = test.names();
    if (names.empty() || test_names.empty()) {
        if (names.size() != test_names.size()) {
            notes.push_back(
                fmt::format("{}: columns are taken in the order of {}, as one of them "
                            "has no header",
                            test_path, training_path));
        }
        return test;
    }
    if (names == test_names) return test;
    const auto places = places_of(test_names, test_path);
    const Names missing = without(names, places);
    const Names unknown = without(test_names, places_of(names, training_path));
    if (!missing.empty() || !unknown.empty()) {
        std::string what;
        if (!missing.empty()) what = "lacks " + list_text(missing, shown_names);
        if (!unknown.empty()) {
            what += (what.empty() ? "" : " and ") + ("has " + list_text(unknown, shown_names));
        }
        throw FieldError(fmt::format("{}: the columns of {} expected, but it {}", test_path,
                                     training_path, what));
    }
    std::vector<Index> order;
    for (const std::string& name : names) order.push_back(places.at(name));
    notes.push_back(fmt::format("{}: columns are put in the order of {}, by their names", test_path,
                                training_path));
    return test.with_columns(order);
}

void check_row_names(const Table& x, const std::string& x_path, const Table& y,
                     const std::string& y_path) {
    const std::size_t both = std::min(x.row_names().size(), y.row_names().size());
    for (std::size_t n = 0; n < both; ++n) {
        if (x.row_names()[n] == y.row_names()[n]) continue;
        throw FieldError(
            fmt::format("sample {} is \"{}\" in {}, but \"{}\" in {}; the same order "
                        "expected",
                        n + 1, x.row_names()[n], x_path, y.row_names()[n], y_path));
    }
}

std::string feature_name(const Names& names, Index feature) {
    if (names.empty()) return fmt::format("column {}", feature + 1);
    return names[static_cast<std::size_t>(feature)];
}

std::string list_text(const Names& names, std::size_t most) {
    const auto shown = static_cast<std::ptrdiff_t>(std::min(most, names.size()));
    std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + shown, ", "));
    if (names.size() > most) text += fmt::format(" and {} more", names.size() - most);
    return text;
}

void add_notes(Document& document, const Names& notes) {
    Names valid;  // they name files
    for (const std::string& note : notes) valid.push_back(valid_utf8(note));
    for (const std::string& note : valid) document.facts.emplace_back("read", note);
    document.values.emplace_back("notes", nlohmann::ordered_json(valid).dump());
}

}  // namespace regimes
