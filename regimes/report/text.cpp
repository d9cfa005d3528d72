// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace regimes {

namespace {

using Table = std::vector<std::vector<std::string>>;

std::vector<std::size_t> widths_of(const Table& table) {
    std::vector<std::size_t> widths(table.front().size(), 0);
    for (const auto& row : table) {
        for (std::size_t k = 0; k < row.size(); ++k) widths[k] = std::max(widths[k], row[k].size());
    }
    return widths;
}

/// One block: the columns of these indices.
std::string block(const Table& table, const std::vector<std::size_t>& columns,
                  const std::vector<std::size_t>& widths) {
    std::string text;
    for (const auto& row : table) {
        std::string line;
        for (const std::size_t k : columns) {
            const bool is_last = k + 1 == row.size();
            line += (line.empty() ? "" : "  ") +
                    (is_last ? row[k] : fmt::format("{:>{}}", row[k], widths[k]));
        }
        text += line + "\n";
    }
    return text;
}

}  // namespace

std::string wrapped(const std::string& text, std::size_t columns, std::size_t indent) {
    std::string lines;
    std::istringstream paragraphs(text);
    bool first = true;
    for (std::string paragraph; std::getline(paragraphs, paragraph); first = false) {
        if (!first) lines += "\n" + std::string(indent, ' ');
        const std::size_t start = paragraph.find_first_not_of(' ');
        std::string line = paragraph.substr(0, std::min(start, paragraph.size()));
        const std::string hanging(indent + line.size(), ' ');
        bool is_empty = true;
        std::istringstream words(paragraph);
        std::size_t room = columns;
        for (std::string word; words >> word;) {
            if (!is_empty && line.size() + 1 + word.size() > room) {
                lines += line + "\n";
                line = hanging;
                room = columns + indent;
                is_empty = true;
            }
            line += (is_empty ? "" : " ") + word;
            is_empty = false;
        }
        lines += line;
    }
    return lines;
}

std::string text_table(const Table& table, std::size_t repeated) {
    if (table.empty() || table.front().empty()) return "";
    const std::vector<std::size_t> widths = widths_of(table);
    std::string text;
    std::size_t next = repeated;
    do {
        std::vector<std::size_t> columns;
        std::size_t width = 0;
        for (std::size_t k = 0; k < std::min(repeated, widths.size()); ++k) {
            columns.push_back(k);
            width += widths[k] + 2;
        }
        const std::size_t first = next;
        while (next < widths.size() && (next == first || width + widths[next] <= text_columns)) {
            width += widths[next] + 2;
            columns.push_back(next++);
        }
        text += (text.empty() ? "" : "\n") + block(table, columns, widths);
    } while (next < widths.size());
    return text;
}

}  // namespace regimes
