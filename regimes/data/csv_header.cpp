// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/csv_header.hpp"

#include <algorithm>
#include <array>

#include "regimes/data/csv_cells.hpp"

namespace regimes {

namespace {

// From so many columns on, 1, 2, 3, ... is no row of numbers that happens to be in order.
constexpr Index columns_from_zero = 3;
constexpr Index columns_from_one = 5;

struct Count {
    std::size_t names = 0;
    std::size_t numbers = 0;
    std::size_t broken = 0;
};

Count count_kinds(const std::vector<std::string_view>& cells) {
    const auto empty = std::count(cells.begin(), cells.end(), std::string_view());
    const bool is_alone = static_cast<std::size_t>(empty) + 1 == cells.size();
    Count count;
    std::size_t truths = 0;
    for (const std::string_view cell : cells) {
        const CsvNumber number = parse_cell(cell, false);
        if (number.is_missing()) continue;
        if (number.kind != CsvNumber::Kind::word) {
            ++count.numbers;
        } else if (truth_value(cell)) {
            ++truths;
        } else if (is_broken_number(cell, is_alone)) {
            ++count.broken;
        } else {
            ++count.names;
        }
    }
    // True beside numbers alone is one of them, beside names it is a name.
    const bool are_numbers = count.names == 0 && count.numbers > 0;
    (are_numbers ? count.numbers : count.names) += truths;
    return count;
}

/// From `first` on, 0, 1, 2, ... or 1, 2, 3, ...
bool are_numbered(const std::vector<std::string_view>& cells, std::size_t first) {
    if (cells.size() <= first) return false;
    const std::string_view head = cells[first];
    if (head != "0" && head != "1") return false;
    std::size_t number = head == "0" ? 0 : 1;
    return std::all_of(
        cells.begin() + static_cast<std::ptrdiff_t>(first), cells.end(),
        [&number](std::string_view cell) { return cell == std::to_string(number++); });
}

/// Behind the first cell.
bool are_rising(const std::vector<std::string_view>& cells) {
    for (std::size_t k = 2; k < cells.size(); ++k) {
        if (parse_cell(cells[k - 1], false).value >= parse_cell(cells[k], false).value) {
            return false;
        }
    }
    return true;
}

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

}  // namespace

FirstLine first_line(const std::vector<std::string_view>& cells) {
    const Count count = count_kinds(cells);
    if (are_numbered(cells, 0)) return FirstLine::numbered;
    const bool is_name = count.names == 1 && count.broken == 0 &&
                         parse_cell(cells[0], false).kind == CsvNumber::Kind::word;
    if (cells[0].empty() || is_name) {
        if (are_numbered(cells, 1)) return FirstLine::with_index;
        const bool are_numbers = count.numbers > 1 && count.numbers + 1 == cells.size();
        if (are_numbers && (is_name || are_rising(cells))) return FirstLine::with_numbers;
    }
    const bool has_names = count.names > 0 && count.numbers == 0 && count.broken == 0;
    return has_names ? FirstLine::names : FirstLine::numbers;
}

bool numbers_columns(const LinesBelow& below) {
    if (below.rows == 0 || below.next_is_numbered) return false;
    if (below.columns == 1) return false;
    if (below.columns >= (below.from_zero ? columns_from_zero : columns_from_one)) return true;
    return below.columns_of_decimals == below.columns;
}

IndexName index_name(const std::string& name) {
    const std::string text = lower(name);
    static constexpr std::array<std::string_view, 12> given = {
        "id",    "index", "sampleid", "sample",  "samples", "name",
        "names", "gene",  "subject",  "patient", "case",    "uid"};
    static constexpr std::array<std::string_view, 10> possible = {
        "x", "row", "rows", "rowname", "rownames", "row_names", "row.names", "no", "nr", "idx"};
    if (text.empty() || text.starts_with("unnamed:")) return IndexName::written;
    const auto is_in = [&text](const auto& list) {
        return std::find(list.begin(), list.end(), text) != list.end();
    };
    const bool ends_in_id = text.ends_with("_id") || name.ends_with("Id") || name.ends_with("ID");
    if (is_in(given) || ends_in_id) return IndexName::given;
    return is_in(possible) ? IndexName::possible : IndexName::none;
}

}  // namespace regimes
