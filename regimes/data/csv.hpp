// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>

#include "regimes/data/input_file.hpp"
#include "regimes/data/table.hpp"

namespace regimes {

/// What an empty cell, or a mark such as NA, stands for.
enum class MissingCells {
    refused,      ///< an error
    not_a_number  ///< a quiet NaN in the table
};

/// The end of an error about a missing value.
inline constexpr const char* missing_way_out = "; fill it in, or leave out its row or its column";

/// What a reader of tables is told about the file.
struct TableOptions {
    MissingCells missing = MissingCells::refused;  ///< what an unknown entry is
    /// The column that names or numbers the samples and is none of the numbers; "": as it is
    /// recognised, "none": no column. One without a name is "column 1", and so on.
    std::string id_column = {};
    /// A column whose cells are taken as words and are none of the numbers; "": the only one.
    std::optional<std::string> words = {};
    /// The column of numbers to predict; "": the only one.
    std::optional<std::string> target = {};
    std::string target_advice = {};  ///< the end of an error about words in that column
    /// A first line 0, 1, 2, ... may number the columns; false: it is a row, as in triplets.
    bool numbers_columns = true;
    bool takes_sparse = false;  ///< SciPy's NPZ and svmlight may be read; false: refused by name
    /// The number of the first feature in an svmlight file; without it, as read_svmlight finds it.
    std::optional<Index> first_feature = {};
    Index rows = 0;  ///< as many as another file has, to decide what a first line is; 0: unknown
    bool rows_are_doubtful = false;  ///< ... of which the first one may be a header
};

/// The numbers in a text file: one row a line, cells separated by ';', ',', tabs or blanks
/// (csv_cells.hpp has lines, cells and numbers).
///
/// The first line is a header if it has names and no number; or if it numbers the columns, 0 to
/// d - 1 or 1 to d in whole numbers, above rows of another kind (an empty first cell, or a name in
/// it, may head an index); a line with a broken number is none. Set aside are an index (column 1,
/// with an empty cell or a name such as "Unnamed: 0", "index" or "id" in the header, above whole
/// numbers or words, or without a cell in the header, as R writes it) and columns at the end whose
/// cells are all empty. True and False count as 1 and 0 in a column that holds nothing else but
/// missing cells. Passed over are comments ('#'), blank lines at either end, blanks and
/// double quotes around cells, a byte order mark. What was taken for a header, set aside or counted
/// as a number stands in the notes.
///
/// Shape: every line has as many cells as the first. Stored in C order.
/// Errors: FileError with row (line of the file) and column, both from 1, and the name of the
/// column, at a missing value, a word, a number that is not finite or outside the range of double,
/// a line of another length, a blank line between others; if there is no row of numbers, the file
/// is no text or UTF-16, or there is no column of the name asked for. Where missing cells are
/// taken, they are no error.
Table read_csv(const InputFile& file, const TableOptions& options = {});

}  // namespace regimes
