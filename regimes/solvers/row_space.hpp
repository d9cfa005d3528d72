// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/matrix_view.hpp"

namespace regimes {

/// Which right sides y the data can fit: an orthonormal basis of the range of X.
///
/// From a QR factorisation of X^T that streams through blocks of columns, and an SVD of its R: X is
/// read in place, the memory is O(N min(N, d) + N^2 block). Directions whose singular value is
/// below max(N, d) eps times the largest do not count.
class RowSpace {
public:
    explicit RowSpace(const MatrixView& x);

    Index rank() const { return basis_.cols(); }
    /// N x rank, orthonormal columns.
    const Matrix& basis() const { return basis_; }
    /// The positive singular values of X, descending; shape rank.
    const Vector& singular_values() const { return singular_values_; }
    /// The least-squares solution of least l2 norm, refined against X itself; shape d.
    Vector least_squares(const MatrixView& x, ConstVectorRef y) const;

private:
    Matrix basis_;
    Vector singular_values_;
};

}  // namespace regimes
