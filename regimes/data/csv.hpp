// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/data/input_file.hpp"
#include "regimes/data/table.hpp"

namespace regimes {

/// What an empty cell or the word nan stands for.
enum class MissingCells {
    refused,      ///< an error
    not_a_number  ///< a quiet NaN in the table
};

/// The numbers in a text file: one row a line, cells separated by ';', ',', tabs or blanks, the
/// first of these that stands in the first line.
///
/// A first line with words and no number is a header and is passed over; so are lines that start
/// with '#', blank lines at either end, blanks around cells, double quotes around cells, and a
/// UTF-8 byte order mark. Lines may end in CR LF. Numbers are written with a decimal point.
///
/// Shape: every line has as many cells as the first. Stored in C order.
/// Errors: FileError with row (line of the file) and column, both from 1, at an empty cell, a word,
/// a number that is not finite or outside the range of double, a line of another length, a blank
/// line between others; and if there is no row of numbers, or the file is no text. Where missing
/// cells are taken, an empty cell and nan count as missing.
Table read_csv(const InputFile& file, MissingCells missing = MissingCells::refused);

}  // namespace regimes
