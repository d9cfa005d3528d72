// SPDX-License-Identifier: BSD-3-Clause
// Sparse matrices for tests.
#pragma once

#include "regimes/core/random.hpp"
#include "regimes/core/sparse_matrix.hpp"

namespace regimes {

/// The entries of a dense matrix that are not zero.
inline SparseMatrix sparse_of(const Matrix& x) {
    SparseMatrix sparse;
    sparse.rows = x.rows();
    sparse.cols = x.cols();
    for (Index i = 0; i < x.cols(); ++i) {
        for (Index n = 0; n < x.rows(); ++n) {
            if (x(n, i) == 0.0) continue;
            sparse.row_indices.push_back(static_cast<std::int32_t>(n));
            sparse.values.push_back(x(n, i));
        }
        sparse.starts.push_back(static_cast<Index>(sparse.values.size()));
    }
    return sparse;
}

/// Normal entries, of which this share is not zero.
inline Matrix mostly_zero(Index rows, Index cols, double share, RandomStream& random) {
    Matrix x(rows, cols);
    for (Index i = 0; i < cols; ++i) {
        x.col(i) = random.normals(rows);
        for (Index n = 0; n < rows; ++n) {
            if (random.uniform() >= share) x(n, i) = 0.0;
        }
    }
    return x;
}

}  // namespace regimes
