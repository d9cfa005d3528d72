// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>

#include "regimes/core/sparse_matrix.hpp"

namespace regimes {

/// True if this is an NPZ file with the arrays that scipy.sparse.save_npz writes.
/// Errors: FileError as InputFile.
bool is_scipy_sparse(const std::filesystem::path& path);

/// The matrix in it, of format csr or csc, indices of 32 or 64 bits in any order; entries with the
/// same place are summed, as SciPy takes them; of booleans it is true if one of them is.
/// Errors: FileError if an array is missing or damaged, the format is another, an index is out of
/// range, or an entry (named by row and column, from 1) is not finite.
/// Source: scipy.sparse.save_npz.
SparseMatrix read_scipy_sparse(const std::filesystem::path& path);

}  // namespace regimes
