// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/core/design_view.hpp"
#include "regimes/numerics/design_product.hpp"
#include "regimes/numerics/spd_solver.hpp"

namespace regimes {

/// Solves (X W X^T) v = b where the weights W span many orders of magnitude and the heavy columns
/// of X do not span all rows, so that the matrix itself, rounded, has lost what the light ones add.
///
/// The columns are sorted into levels of similar weight. Going from heavy to light, an orthonormal
/// basis of R^N is built, Q = [Q_0 Q_1 ...], Q_a spanning what level a adds to the levels above it.
/// In this basis the block (a, b) has no part from levels above max(a, b): leaving these parts out
/// instead of computing their rounding keeps every block accurate to its own size, and a scaled
/// Cholesky factorisation then solves each direction in its own units.
///
/// Shapes: X is N x d; memory N^2 for each level. Costs the Gram matrix once and, for each level,
/// an N x N eigenvalue problem and a few products.
class GradedSolver {
public:
    /// `columns` in [0, d), ascending; `weights` are theirs, >= 0.
    void factor(const DesignView& x, const std::vector<Index>& columns,
                const std::vector<double>& weights, int threads);

    /// Solves in place for the v of least norm; what of b lies in no column is left out.
    void solve(VectorRef b) const;

private:
    Vector row_scales_;
    Matrix basis_;
    Index rank_ = 0;
    SpdSolver solver_;
};

}  // namespace regimes
