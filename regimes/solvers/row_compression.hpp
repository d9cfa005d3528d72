// SPDX-License-Identifier: BSD-3-Clause
// As few equations as say the same: what least squares needs of tall or repetitive data.
#pragma once

#include <Eigen/QR>
#include <algorithm>
#include <vector>

#include "regimes/core/design_view.hpp"

namespace regimes {

/// Rank of X with its rows, then its columns, scaled by powers of two to entries of order one, so
/// that neither units of features nor of equations decide: pivots of a QR factorisation above
/// max(N, d) eps times the largest. X is streamed; memory O(m^2 + m block), m = min(N, d).
Index numerical_rank(const DesignView& x);

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
CompressedRows compress_rows(const DesignView& x, ConstVectorRef y, Index rank);

/// Rows of X of which all others are combinations: X = W X_J to rounding. Of a wide X.
struct RowBasis {
    std::vector<Index> rows;  ///< J, rank(X) of them; one of X = 0
    Matrix weights;           ///< W, N x |J|
};

/// By QR with pivoting, units of rows and columns left out of account as in numerical_rank. X is
/// streamed; memory O(N^2 + N block). Cost: 2 N^2 d operations.
RowBasis row_basis(const DesignView& x);

/// ilogb of the largest entry of every row, of a shifted X to within a few; INT_MIN for a row of
/// zeros. Shapes: N.
std::vector<int> row_exponents(const DesignView& x);

/// The same for columns, rows scaled by 2^-rows[n] first. Shapes: d.
std::vector<int> column_exponents(const DesignView& x, const std::vector<int>& rows);

/// Indices by exponent, large to small; equal ones keep their order.
std::vector<Index> descending(const std::vector<int>& exponents);

/// R (at most n x n) of the QR factorisation of the m x n matrix of these entries, by blocks of
/// rows: [R; next rows] over and over.
template <typename Entry>
Matrix triangular_factor(Index m, Index n, const Entry& entry) {
    constexpr Index block_rows = 256;
    const Index block = std::max(n, block_rows);
    Matrix r(0, n);
    for (Index first = 0; first < m; first += block) {
        const Index count = std::min(block, m - first);
        Matrix stacked(r.rows() + count, n);
        stacked.topRows(r.rows()) = r;
        for (Index j = 0; j < n; ++j) {
            for (Index k = 0; k < count; ++k) stacked(r.rows() + k, j) = entry(first + k, j);
        }
        const Eigen::HouseholderQR<Matrix> qr(stacked);
        r = qr.matrixQR()
                .topRows(std::min(stacked.rows(), n))
                .template triangularView<Eigen::Upper>();
    }
    return r;
}

}  // namespace regimes
