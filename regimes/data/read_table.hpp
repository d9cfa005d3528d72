// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <memory>

#include "regimes/data/csv.hpp"
#include "regimes/data/input_file.hpp"
#include "regimes/data/table.hpp"

namespace regimes {

/// The matrix in a file, NPY or CSV, told apart by the first bytes (npy.hpp, csv.hpp), plain or
/// compressed by gzip, or an array of an NPZ file (input_file.hpp).
///
/// Where sparse matrices are taken, NPZ files of SciPy and svmlight files (scipy_sparse.hpp,
/// svmlight.hpp) stay sparse. Every entry is finite, unless missing cells are taken. NPY files of
/// little-endian float64 are used in place, without a copy.
/// Errors: FileError with path and place: rows and columns count from 1, and a row of a CSV file is
/// a line of it.
Table read_table(const std::filesystem::path& path, const TableOptions& options = {});

/// The same for a file that is open already.
Table read_table(const std::shared_ptr<const InputFile>& file, const TableOptions& options = {});

/// The vector in a table: an array of one dimension, or a single column, or a single row.
/// Errors: FileError naming `path` and the shape if it is another.
Vector vector_of(const Table& table, const std::filesystem::path& path);

/// The vector in a file. Errors: as read_table and vector_of.
Vector read_vector(const std::filesystem::path& path);

}  // namespace regimes
