// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/document_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "regimes/core/utf8.hpp"

namespace regimes {

std::optional<double> TableCell::number() const {
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    return std::nullopt;
}

std::string cell_text(const TableColumn& column, const TableCell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell.value)) return *text;
    const std::optional<double> number = cell.number();
    if (!number || std::isnan(*number)) return "";
    const std::string unit = column.unit.empty() ? "" : " " + column.unit;
    if (const auto* whole = std::get_if<std::int64_t>(&cell.value)) {
        return fmt::format("{}", *whole) + unit;
    }
    return fmt::format(fmt::runtime(column.format),
                       column.unit == "%" ? 100.0 * *number : *number) +
           unit;
}

std::string json_object(const Entries& members) {
    std::vector<std::string> texts;
    for (const auto& [name, value] : members) {
        texts.push_back(fmt::format("\"{}\":{}", name, value));
    }
    return fmt::format("{{{}}}", fmt::join(texts, ","));
}

std::string cell_json(const TableCell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell.value)) {
        return nlohmann::json(valid_utf8(*text)).dump();
    }
    if (const auto* whole = std::get_if<std::int64_t>(&cell.value)) {
        return fmt::format("{}", *whole);
    }
    const std::optional<double> number = cell.number();
    return number ? nlohmann::json(*number).dump() : "null";
}

DocumentTable without_empty_columns(DocumentTable table) {
    for (std::size_t k = table.columns.size(); k-- > 0;) {
        const auto has_nothing = [&](const TableRow& row) {
            return cell_text(table.columns[k], row.cells[k]).empty();
        };
        if (!std::all_of(table.rows.begin(), table.rows.end(), has_nothing)) continue;
        const auto place = static_cast<std::ptrdiff_t>(k);
        table.columns.erase(table.columns.begin() + place);
        for (TableRow& row : table.rows) row.cells.erase(row.cells.begin() + place);
        if (k < table.labels) --table.labels;
    }
    return table;
}

std::vector<std::vector<std::string>> table_texts(const DocumentTable& table, bool with_details) {
    std::vector<std::vector<std::string>> texts(table.rows.size() + 1);
    for (std::size_t k = 0; k < table.columns.size(); ++k) {
        const TableColumn& column = table.columns[k];
        if (column.is_detail && !with_details) continue;
        texts[0].push_back(column.title);
        for (std::size_t n = 0; n < table.rows.size(); ++n) {
            texts[n + 1].push_back(cell_text(column, table.rows[n].cells[k]));
        }
    }
    return texts;
}

Entries row_entries(const DocumentTable& table, const TableRow& row) {
    Entries entries;
    for (std::size_t k = table.labels; k < table.columns.size(); ++k) {
        const std::string text = cell_text(table.columns[k], row.cells[k]);
        if (table.columns[k].is_detail || text.empty()) continue;
        entries.emplace_back(table.columns[k].title, text);
    }
    return entries;
}

}  // namespace regimes
