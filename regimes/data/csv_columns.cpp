// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/csv_columns.hpp"

#include <algorithm>
#include <limits>

namespace regimes {

using Kind = CsvNumber::Kind;

/// The first line of a file may be taken last.
void CsvColumns::keep_first(FirstCells& cells, std::size_t k, const BadCell& cell) {
    const auto [place, is_new] = cells.emplace(k, cell);
    if (!is_new && cell.row < place->second.row) place->second = cell;
}

double CsvColumns::take(std::size_t k, std::string_view cell, const CsvNumber& number,
                        std::size_t row) {
    CsvColumn& column = columns_[k];
    if (number.kind == Kind::number) {
        if (number.is_plain) ++column.plain;
        return number.value;
    }
    if (number.kind == Kind::empty) ++column.empty;
    if (number.is_missing()) ++column.missing;
    if (number.kind == Kind::word) ++column.words;
    const BadCell bad{row, cell, number.kind};
    if (const auto truth = truth_value(cell)) {
        ++column.truths;
        keep_first(truths_, k, bad);
        return *truth ? 1.0 : 0.0;
    }
    if (refuses_missing_ || !number.is_missing()) keep_first(bad_, k, bad);
    return std::numeric_limits<double>::quiet_NaN();
}

void CsvColumns::cut_empty_rows(Index count, std::size_t first_row) {
    for (CsvColumn& column : columns_) {
        column.empty -= count;
        column.missing -= count;
    }
    std::erase_if(bad_, [&](const auto& bad) { return bad.second.row >= first_row; });
}

bool CsvColumns::has_truths(std::size_t k, Index rows) const {
    const CsvColumn& column = columns_[k];
    return column.truths > 0 && column.truths + column.missing == rows;
}

bool CsvColumns::have_truths_below(const std::vector<std::string_view>& first, Index rows) const {
    if (first.size() != columns_.size()) return false;
    for (std::size_t k = 0; k < first.size(); ++k) {
        if (!truth_value(first[k]) || !has_truths(k, rows)) return false;
    }
    return true;
}

Index CsvColumns::count_decimals(Index rows) const {
    Index count = 0;
    for (const CsvColumn& column : columns_) {
        if (column.plain == 0 && column.missing < rows) ++count;
    }
    return count;
}

std::size_t CsvColumns::count_whole(Index rows) const {
    return static_cast<std::size_t>(
        std::count_if(columns_.begin(), columns_.end(),
                      [rows](const CsvColumn& column) { return column.plain == rows; }));
}

const BadCell* CsvColumns::bad_cell(std::size_t k, Index rows) const {
    const auto find = [k](const FirstCells& cells) {
        const auto place = cells.find(k);
        return place == cells.end() ? nullptr : &place->second;
    };
    const BadCell* bad = find(bad_);
    const BadCell* truth = has_truths(k, rows) ? nullptr : find(truths_);
    if (bad == nullptr || truth == nullptr) return bad == nullptr ? truth : bad;
    return bad->row < truth->row ? bad : truth;
}

std::vector<std::string_view> cells_below(std::string_view text, char separator, std::size_t line,
                                          Index column, Index rows) {
    std::vector<std::string_view> found;
    CsvLines lines(text);
    std::string_view row;
    while (lines.row() < line) lines.first(row);
    while (static_cast<Index>(found.size()) < rows && lines.next(row)) {
        std::string_view cell;
        CsvCells cells(row, separator);
        for (Index k = 0; k <= column; ++k) cells.next(cell);
        found.push_back(cell);
    }
    return found;
}

}  // namespace regimes
