// SPDX-License-Identifier: BSD-3-Clause
// Sparse matrices in the exchange format of NIST's Matrix Market, as SciPy, MATLAB and R write it.
#pragma once

#include "regimes/data/input_file.hpp"
#include "regimes/data/labelled_matrix.hpp"

namespace regimes {

/// The first bytes of such a file.
inline constexpr std::string_view matrix_market_magic = "%%MatrixMarket";

bool is_matrix_market(const InputFile& file);

/// The entries in a file "matrix coordinate real|double|integer general|symmetric", plain or
/// compressed by gzip: what is listed is known, zeros too; what is not listed is unknown.
///
/// Of a symmetric matrix one triangle is listed, and known in both. Rows and columns are called by
/// their numbers, from 1; those without an entry are left out, which the notes say.
/// Errors: FileError with path and row for another kind of file (arrays; pattern, which has no
/// values; complex, skew-symmetric and Hermitian matrices), a place outside the matrix, entries
/// fewer or more than announced, a value that is no finite number, and an entry with two values.
/// Source: Boisvert, Pozo, Remington, "The Matrix Market Exchange Formats", NISTIR 5935 (1996).
LabelledMatrix read_matrix_market(const InputFile& file);

}  // namespace regimes
