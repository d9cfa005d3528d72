// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>

#include "regimes/core/partial_matrix.hpp"
#include "regimes/data/table.hpp"

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

/// Where rows and columns of a file of triplets start to count.
enum class IndexBase { zero, one };

/// The known entries in a file of three columns, row, column, value: CSV (a header such as
/// "row,col,value" is passed over) or NPY.
///
/// Shape: as many rows and columns as the largest indices need. The entries keep their order; a
/// line that repeats an entry with the same value is left out.
/// Errors: FileError with path and place as read_table; and, naming the triplet (from 1, header
/// and comments not counted), if an index is no whole number from the base to 2^31, or the value
/// differs from one given before; and if there are not three columns.
PartialMatrix read_triplets(const std::filesystem::path& path, IndexBase base = IndexBase::zero);

/// The same of a table of three columns.
PartialMatrix triplets_of(const Table& table, const std::filesystem::path& path, IndexBase base);

}  // namespace regimes
