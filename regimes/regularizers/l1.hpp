// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/regularizers/regularizer.hpp"

namespace regimes {

/// The l1 norm, the rich limit: R(b) = |b|, gradient sign(b) (0 at 0), conjugate the indicator of
/// [-1, 1]. Exact.
class L1 final : public Regularizer {
public:
    using Regularizer::conjugate;
    using Regularizer::gradient;
    using Regularizer::inverse_gradient;
    using Regularizer::value;

    std::string_view name() const override { return "l1"; }
    double log_unit() const override { return 0.0; }
    double value(Index i, double b) const override;
    double gradient(Index i, double b) const override;
    /// 0 inside (-1, 1); +-infinity outside, where no single b belongs to s.
    double inverse_gradient(Index i, double s) const override;
    double conjugate(Index i, double s) const override;
    /// 0 inside (-1, 1), +infinity outside.
    double conjugate_hessian(Index i, double s) const override;
};

}  // namespace regimes
