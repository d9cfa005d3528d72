// SPDX-License-Identifier: BSD-3-Clause
// A table with named columns: what is known, apart from how it is shown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace regimes {

/// Names and values for people.
using Entries = std::vector<std::pair<std::string, std::string>>;

/// Nothing, a whole number, a number, or text.
struct TableCell {
    TableCell() = default;
    TableCell(std::int64_t whole) : value(whole) {}
    TableCell(double number) : value(number) {}
    TableCell(std::optional<double> number) {
        if (number) value = *number;
    }
    TableCell(std::string text, bool is_warning = false)
        : value(std::move(text)), warns(is_warning) {}

    bool is_empty() const { return std::holds_alternative<std::monostate>(value); }
    /// The number in it, whole or not.
    std::optional<double> number() const;

    std::variant<std::monostate, std::int64_t, double, std::string> value;
    bool warns = false;  ///< it says that something went wrong
};

/// The head of a column, and how its numbers are written.
struct TableColumn {
    std::string title;
    std::string format = "{}";  ///< of numbers that are not whole, as fmt has it: "{:.3g}"
    std::string unit = {};      ///< after each number; "%": they are fractions, shown in percent
    bool is_detail = false;     ///< on pages only: a terminal has no room for it
};

struct TableRow {
    std::vector<TableCell> cells;  ///< one for each column
    bool is_strong = false;
};

struct DocumentTable {
    std::vector<TableColumn> columns;
    std::vector<TableRow> rows;
    std::size_t labels = 1;  ///< how many of the first columns say what a row is about
};

/// A cell as it is shown; "" for nothing, and for what is not a number.
std::string cell_text(const TableColumn& column, const TableCell& cell);

/// A JSON object of these names, which need no escapes, and values in JSON.
std::string json_object(const Entries& members);

/// A cell in JSON; null for nothing, and for what is not finite.
std::string cell_json(const TableCell& cell);

/// The table without the columns that no row has anything in.
DocumentTable without_empty_columns(DocumentTable table);

/// The titles, then each row, as they are shown.
std::vector<std::vector<std::string>> table_texts(const DocumentTable& table, bool with_details);

/// What a row says, by the titles of its columns; without labels and details.
Entries row_entries(const DocumentTable& table, const TableRow& row);

}  // namespace regimes
