// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/core/design_view.hpp"

namespace regimes {

/// What each equation of C adds to those before it: L^-1 C, with C^T = Q diag(R) L^T by QR with
/// pivoting, features large to small and rows scaled by powers of two.
///
/// The rows of L^-1 C are orthogonal; L is unit lower triangular with entries of at most 1. The
/// error is a few eps of each feature's own size (Cox and Higham 1998).
class RowElimination final : public ColumnMap {
public:
    /// Domain: C of full row rank. Cost: 4 N^2 d operations and two copies of a dense C, half of
    /// that and N^2 numbers for a sparse one.
    explicit RowElimination(const DesignView& equations);

    /// L^-1 C of a dense C; of a sparse one, columns are mapped when they are read.
    const Matrix& eliminated() const { return eliminated_; }
    /// L^-1 of right sides or columns of C.
    void apply(Eigen::Ref<Matrix> columns) const override;
    Vector applied(const Vector& right_side) const;
    /// The multipliers of C, from those of L^-1 C.
    Vector multipliers(const Vector& nu) const;

    const Vector& row_scales() const { return row_scales_; }
    const Vector& diagonal() const { return diagonal_; }  ///< of R: norms of the rows of L^-1 C

private:
    Vector row_scales_;          ///< rank
    std::vector<Index> pivots_;  ///< rank: equation of C at each step
    Matrix factor_;              ///< L
    Vector diagonal_;
    Matrix eliminated_;
};

}  // namespace regimes
