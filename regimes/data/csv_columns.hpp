// SPDX-License-Identifier: BSD-3-Clause
// What the columns of a table hold, counted while its rows are read.
#pragma once

#include <cstddef>
#include <map>
#include <string_view>
#include <vector>

#include "regimes/core/types.hpp"
#include "regimes/data/csv_cells.hpp"

namespace regimes {

/// What the cells of a column are, all rows but a header.
struct CsvColumn {
    Index plain = 0;    ///< whole numbers, written so
    Index empty = 0;    ///< without anything
    Index missing = 0;  ///< these, and marks of missing values
    Index words = 0;
    Index truths = 0;  ///< of the words: True and False
};

/// A cell that is no number.
struct BadCell {
    std::size_t row = 0;  ///< line of the file, from 1
    std::string_view cell;
    CsvNumber::Kind kind = CsvNumber::Kind::word;
};

class CsvColumns {
public:
    explicit CsvColumns(bool refuses_missing) : refuses_missing_(refuses_missing) {}

    void resize(std::size_t count) { columns_.resize(count); }
    bool empty() const { return columns_.empty(); }
    std::size_t size() const { return columns_.size(); }
    const CsvColumn& operator[](std::size_t k) const { return columns_[k]; }

    /// Counts a cell. Returns what the table has in its place: 1 for True, 0 for False, NaN for
    /// whatever else is no number.
    double take(std::size_t k, std::string_view cell, const CsvNumber& number, std::size_t row);
    /// Leaves out so many rows at the end that hold nothing, from this line of the file on.
    void cut_empty_rows(Index count, std::size_t first_row);

    /// True if the column holds True and False, missing cells, and nothing else.
    bool has_truths(std::size_t k, Index rows) const;
    /// True if the first line is of True and False, and so are all columns below it.
    bool have_truths_below(const std::vector<std::string_view>& first, Index rows) const;
    /// How many columns hold numbers and no plain whole one.
    Index count_decimals(Index rows) const;
    /// How many columns hold plain whole numbers alone.
    std::size_t count_whole(Index rows) const;
    /// The first cell of the column that is refused; null: none.
    const BadCell* bad_cell(std::size_t k, Index rows) const;

private:
    using FirstCells = std::map<std::size_t, BadCell>;
    static void keep_first(FirstCells& cells, std::size_t k, const BadCell& cell);

    bool refuses_missing_;
    std::vector<CsvColumn> columns_;
    FirstCells bad_;     ///< by column: the first one that is refused in any case
    FirstCells truths_;  ///< ... and the first True or False, which others may forbid
};

/// The cells of a column in the rows below this line of the text, at most so many.
std::vector<std::string_view> cells_below(std::string_view text, char separator, std::size_t line,
                                          Index column, Index rows);

}  // namespace regimes
