// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/regularizers/regularizer.hpp"

namespace regimes {

/// Half the squared l2 norm, the kernel limit: R(b) = b^2 / 2, its own conjugate. Error eps.
class L2 final : public Regularizer {
public:
    using Regularizer::conjugate;
    using Regularizer::gradient;
    using Regularizer::inverse_gradient;
    using Regularizer::value;

    std::string_view name() const override { return "l2"; }
    double log_unit() const override { return 0.0; }
    double value(Index, double b) const override { return 0.5 * b * b; }
    double gradient(Index, double b) const override { return b; }
    double inverse_gradient(Index, double s) const override { return s; }
    double conjugate(Index, double s) const override { return 0.5 * s * s; }
    double conjugate_hessian(Index, double) const override { return 1.0; }
};

}  // namespace regimes
