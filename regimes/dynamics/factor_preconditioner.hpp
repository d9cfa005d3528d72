// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "regimes/dynamics/kernel_preconditioner.hpp"
#include "regimes/models/matrix_factorization.hpp"

namespace regimes {

/// The preconditioner of matrix factorisations, whose kernel is made from the few directions that
/// are large.
///
/// W = [U; V] is turned, W Q, so that its columns are orthogonal; directions with gamma ||w_c||^2
/// of no account are left out of K. With p left, K is J_p J_p^T, and where (d1 + d2) p < N
///
///     (I + 2 gamma J_p J_p^T)^{-1} = I - 2 gamma J_p (I + 2 gamma J_p^T J_p)^{-1} J_p^T
///
/// costs (d1 + d2)^3 p^3 / 3 operations in place of N^3 / 3: late in the rich regime W has about
/// the rank of what it learned.
class FactorPreconditioner final : public KernelPreconditioner {
public:
    explicit FactorPreconditioner(const MatrixFactorization& model);

    void prepare(double gamma, ConstVectorRef w) override;

protected:
    void solve(VectorRef v) const override;

private:
    void choose_directions(ConstVectorRef w);

    const MatrixFactorization& model_;
    Matrix left_;   ///< U Q_p
    Matrix right_;  ///< V Q_p
    bool by_directions_ = false;
    SpdSolver normal_solver_;
};

}  // namespace regimes
