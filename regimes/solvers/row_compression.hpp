// SPDX-License-Identifier: BSD-3-Clause
// As few equations as say the same: what least squares needs of tall or repetitive data.
#pragma once

#include "regimes/core/matrix_view.hpp"

namespace regimes {

/// Rank of X with its rows, then its columns, scaled by powers of two to entries of order one, so
/// that neither units of features nor of equations decide: pivots of a QR factorisation above
/// max(N, d) eps times the largest. X is streamed; memory O(m^2 + m block), m = min(N, d).
Index numerical_rank(const MatrixView& x);

/// Equations C beta = c with  ||X beta - y||^2 = ||C beta - c||^2 + floor^2  for every beta.
struct CompressedRows {
    Matrix x;            ///< C, rank x d: an orthonormal combination of the rows of X
    Vector y;            ///< c, rank
    double floor = 0.0;  ///< least ||X beta - y||_2
};

/// Householder QR of X, which streams through its rows where N > d. Rows are taken large to small,
/// columns by pivoting, which keeps the error of each row and column small beside that row and that
/// column (Cox and Higham 1998). The rows of C then go from what large features say to what small
/// ones do. Cost: 4 N d rank operations; memory beside C: d^2, or N d where N
/// <= d. `rank`: as numerical_rank gives it.
CompressedRows compress_rows(const MatrixView& x, ConstVectorRef y, Index rank);

/// ilogb of the largest entry of every row; INT_MIN for a row of zeros. Shapes: N.
std::vector<int> row_exponents(const MatrixView& x);

/// The same for columns, rows scaled by 2^-rows[n] first. Shapes: d.
std::vector<int> column_exponents(const MatrixView& x, const std::vector<int>& rows);

/// Indices by exponent, large to small; equal ones keep their order.
std::vector<Index> descending(const std::vector<int>& exponents);

}  // namespace regimes
