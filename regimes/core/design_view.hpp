// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/matrix_view.hpp"
#include "regimes/core/sparse_matrix.hpp"

namespace regimes {

/// A linear map that columns pass through when they are read; as many rows out as in.
class ColumnMap {
public:
    virtual ~ColumnMap() = default;
    /// Maps every column in place.
    virtual void apply(Eigen::Ref<Matrix> columns) const = 0;
};

/// left right^T, shapes N and d.
struct RankOne {
    Vector left;
    Vector right;
};

/// X as the solvers read it, owned by somebody else: dense and in place, or sparse and never made
/// dense but for a few columns at a time.
///
/// A sparse X may be centred without filling it (`shift`), and its columns may pass through a map:
///
///   X = map(S - left right^T),   means of the columns on the right and ones on the left to centre.
struct DesignView {
    Index rows = 0;
    Index cols = 0;
    MatrixView dense = {};                 ///< where `sparse` is null
    const SparseMatrix* sparse = nullptr;  ///< S
    const RankOne* shift = nullptr;        ///< only of a sparse one; null: none
    const ColumnMap* map = nullptr;        ///< only of a sparse one; null: none

    DesignView() = default;
    DesignView(const MatrixView& x)  // NOLINT: implicit by intent
        : rows(x.rows), cols(x.cols), dense(x) {}
    template <typename Derived>
    DesignView(const Eigen::PlainObjectBase<Derived>& x)  // NOLINT: implicit by intent
        : DesignView(MatrixView(x)) {}
    DesignView(const SparseMatrix& x, const RankOne* shift_ = nullptr)  // NOLINT: ... by intent
        : rows(x.rows), cols(x.cols), sparse(&x), shift(shift_) {}

    /// The entry of what has no map.
    double operator()(Index row, Index col) const {
        if (sparse == nullptr) return dense(row, col);
        const double entry = (*sparse)(row, col);
        return shift == nullptr ? entry : entry - shift->left[row] * shift->right[col];
    }

    /// Dense copies of some columns; shapes: `which` count, `out` rows x count.
    void copy_columns(const Index* which, Index count, Eigen::Ref<Matrix> out) const;
    Vector column(Index col) const;
};

}  // namespace regimes
