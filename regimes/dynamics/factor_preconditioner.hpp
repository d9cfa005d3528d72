// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "regimes/dynamics/kernel_preconditioner.hpp"
#include "regimes/models/matrix_factorization.hpp"

namespace regimes {

/// The preconditioner of matrix factorisations, whose kernel is made from the few directions that
/// are large.
///
/// W = [U; V] is turned, W Q, so that its columns are orthogonal. Directions with little
/// gamma ||w_c||^2 are left out of K.
///
/// Where N^3 / 3 operations are too many, p directions are kept, and
/// the kernel of the bulk of those that are smaller and much alike is taken for the multiple of the
/// identity that it is on average: exact at the start of the kernel regime, from identities. With
/// s = 1 + 2 gamma (that multiple),
///
///     (s I + 2 gamma J_p J_p^T)^{-1} = (I - 2 gamma J_p (s I + 2 gamma J_p^T J_p)^{-1} J_p^T) / s
///
/// costs (min(d1, d2) p)^3 / 3 operations for observed entries: late in the rich regime W has about
/// the rank of what it learned.
class FactorPreconditioner final : public KernelPreconditioner {
public:
    explicit FactorPreconditioner(const MatrixFactorization& model);

    void prepare(double gamma, ConstVectorRef w) override;

protected:
    void solve(VectorRef v) const override;

private:
    static bool is_bulk(const Vector& squares, Index count);

    const MatrixFactorization& model_;
    Matrix left_;         ///< U Q_p
    Matrix right_;        ///< V Q_p
    double shift_ = 1.0;  ///< s
    bool by_directions_ = false;
    std::unique_ptr<NormalSystem> system_;
};

}  // namespace regimes
