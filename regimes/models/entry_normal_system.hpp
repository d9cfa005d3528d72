// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Cholesky>
#include <vector>

#include "regimes/models/matrix_measurements.hpp"
#include "regimes/numerics/spd_solver.hpp"

namespace regimes {

/// shift I + scale sum_n j_n j_n^T for observed entries, where j_n, for an entry (i, j), is row j
/// of B at row i of A, and row i of A at row j of B.
///
/// The unknowns of a row of A meet those of other rows only by way of B. So each takes a k x k
/// block of its own, and what is left is a Schur complement of min(d1, d2) k unknowns:
///
///     S_jj' = [j = j'] (shift I + scale sum_i a_i a_i^T)
///             - scale^2 sum_i (b_j^T D_i^-1 b_j') a_i a_i^T
///     D_i = shift I + scale sum_j b_j b_j^T      (sums over what is seen)
///
/// Where B has more rows than A, the two change places. Cost: (min(d1, d2) k)^3 / 3 operations, and
/// k^2 for each pair of entries of one row.
class EntryNormalSystem final : public NormalSystem {
public:
    EntryNormalSystem(const std::vector<MatrixEntry>& entries, double shift, double scale,
                      const MatrixMeasurements::ConstMatrixRef& a,
                      const MatrixMeasurements::ConstMatrixRef& b);

    void solve(VectorRef x) const override;

private:
    void factor_blocks(double shift);
    Matrix complement(double shift) const;
    void add_row(const std::vector<Index>& row, Index i, Matrix& sum) const;

    double scale_;
    bool swapped_;
    Matrix many_;                           ///< k x the larger side: a_i, column by column
    Matrix few_;                            ///< k x the smaller side: b_j
    std::vector<std::vector<Index>> seen_;  ///< for each of the many, which of the few
    std::vector<Eigen::LLT<Matrix>> blocks_;
    SpdSolver complement_;
};

}  // namespace regimes
