// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>

#include "regimes/data/csv.hpp"
#include "regimes/data/labelled_matrix.hpp"

namespace regimes {

/// The matrix in a file of which some entries are unknown: NPY with NaN there, or CSV with nothing
/// or a mark of a missing value in the cell (otherwise as npy.hpp, csv.hpp).
///
/// The entries come row by row. A file without any unknown entry is no error here.
/// Errors: FileError with path and place as read_table, for anything else that is not finite, and
/// if no entry is known at all.
PartialMatrix read_partial_matrix(const std::filesystem::path& path);

/// The same of a table in which what is unknown is NaN.
PartialMatrix partial_matrix_of(const Table& table, const std::filesystem::path& path);

/// How a file has a matrix of which some entries are known.
enum class MatrixLayout {
    recognised,  ///< as what it holds says, and the notes tell
    matrix,      ///< whole, with unknown entries missing
    triplets     ///< line by line: row, column, value
};

/// The matrix in a file with the names of its rows and columns: one of these layouts, a
/// MatrixMarket file (matrix_market.hpp), or a sparse matrix of SciPy, whose stored entries are
/// known. Columns of a whole matrix are called as its header says,
/// rows as its column of names (csv.hpp), which `options` may name.
///
/// What is recognised as triplets (`reason_for_triplets`) could only be a matrix without an unknown
/// entry; a matrix that looks like triplets with values missing is said to be taken for one.
/// Errors: FileError as read_partial_matrix, read_triplets and read_matrix_market.
LabelledMatrix read_labelled_matrix(const std::filesystem::path& path, MatrixLayout layout,
                                    TableOptions options = {});

}  // namespace regimes
