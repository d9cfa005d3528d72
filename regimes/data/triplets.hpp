// SPDX-License-Identifier: BSD-3-Clause
// Known entries of a matrix listed line by line: row, column, value.
#pragma once

#include <filesystem>
#include <memory>

#include "regimes/data/input_file.hpp"
#include "regimes/data/labelled_matrix.hpp"
#include "regimes/data/table.hpp"

namespace regimes {

/// The entries in a text file of lines row, column, value (separated as in csv.hpp), or in an NPY
/// file of three columns, as recommender data come: also MovieLens' u.data (user, item, rating,
/// timestamp, separated by tabs) and ratings.csv (userId, movieId, rating, timestamp).
///
/// Rows and columns have names, words or whole numbers, of which those count that occur: numbers
/// may have gaps, and need not begin at 0 or 1. A first line without a number is a header. Where it
/// names a row (row, user, userId, ...), a column (column, item, movieId, ...) and a value (value,
/// rating, ...), these are the columns, wherever they stand, and others are ignored; else the first
/// three are, and a fourth, such as a timestamp, is ignored. The notes say what was.
///
/// Whole numbers may be written as decimals (1.0 is 1, which the notes say). Values may be True and
/// False throughout, 1 and 0.
///
/// Shape: a row and a column for each name; numbers ascend, words are in the order of the file. The
/// entries keep their order; one that is there again with the same value is left out.
/// Errors: FileError with path and place for another number of columns, a row or column that is no
/// word and no whole number from 0, a value that is missing or no number, and an entry with two
/// values (naming both lines).
LabelledMatrix read_triplets(const std::filesystem::path& path);
LabelledMatrix read_triplets(const std::shared_ptr<const InputFile>& file);

/// Why a file that may be a list of triplets or a matrix with unknown entries is the former: its
/// header names the three columns; or it has three or four columns in which no value is missing, so
/// that nothing would be left to complete in a matrix, the first two hold names, at least one of
/// them again and again, and no pair of them is there twice. "": it is not.
std::string reason_for_triplets(const std::shared_ptr<const InputFile>& file);

/// What to try where a file could not be read as a matrix, as the end of an error, if its first
/// lines look like a list of entries with names; "": they do not.
std::string advice_on_triplets(const InputFile& file);

}  // namespace regimes
