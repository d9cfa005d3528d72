// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <memory>

#include "regimes/data/input_file.hpp"
#include "regimes/data/table.hpp"

namespace regimes {

/// The matrix in a file, NPY or CSV, told apart by the first bytes (npy.hpp, csv.hpp).
///
/// Every entry is finite. NPY files of little-endian float64 are used in place, without a copy.
/// Errors: FileError with path and place: rows and columns count from 1, and a row of a CSV file is
/// a line of it.
Table read_table(const std::filesystem::path& path);

/// The same for a file that is open already.
Table read_table(const std::shared_ptr<const InputFile>& file);

/// The vector in a file: an NPY array of one dimension, or a single column, or a single row.
/// Errors: as read_table, and FileError naming the shape if it is another.
Vector read_vector(const std::filesystem::path& path);

}  // namespace regimes
