// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "regimes/data/input_file.hpp"
#include "regimes/data/table.hpp"

namespace regimes {

/// The matrix in an NPY file (NumPy's format for one array).
///
/// Little-endian float64, the usual type, is used in place, without a copy, in C or Fortran order.
/// Other floats (2, 4, 8 bytes), integers (1 to 8 bytes, signed or not) and bool, of either byte
/// order, are converted; of integers beyond 2^53 the nearest double is taken.
///
/// Shapes: two dimensions; one of n entries becomes n x 1.
/// Errors: FileError if the header is wrong, the type is another, the number of dimensions is not 1
/// or 2, a dimension is 0, or there are fewer or more bytes than the shape needs.
Table read_npy(const std::shared_ptr<const InputFile>& file);

/// Writes a matrix as float64 in C order (format 1.0), row by row. Errors: FileError.
void write_npy(const std::filesystem::path& path, const MatrixView& matrix);

/// The same for any Eigen matrix, which the overload below would else take for a vector too.
template <typename Derived>
void write_npy(const std::filesystem::path& path, const Eigen::PlainObjectBase<Derived>& matrix) {
    write_npy(path, MatrixView(matrix));
}

/// Writes a vector as an array of one dimension. Errors: FileError.
void write_npy(const std::filesystem::path& path, const Vector& vector);

/// Writes matrices of one shape as an array of three dimensions, count x rows x cols, in C order.
/// Errors: FileError; std::invalid_argument for no matrix, or two shapes.
void write_npy(const std::filesystem::path& path, const std::vector<Matrix>& stack);

}  // namespace regimes
