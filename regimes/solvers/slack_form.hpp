// SPDX-License-Identifier: BSD-3-Clause
// One formula for every depth, shape and bias: the flow's closed form, in slacks.
//
// Gradient flow keeps w_+^(2-D) and w_-^(2-D) linear in one dual vector xi = X^T nu (ln w at D =
// 2). Writing these as slacks kappa,
//
//   w_+^D = E(kappa_+),   w_-^D = E(kappa_-),   beta = E(kappa_+) - E(kappa_-),
//   E(kappa) = (1 + kappa / r)^-p,   p = D / (D - 2),   r = 2 / (D - 2)       (D = 2: e^-kappa)
//   kappa_+ = K_+ - xi,   kappa_- = K_- + xi,
//
// the start alpha enters linearly through one path parameter, the slack of a weight alpha,
//
//   Lambda = r (alpha^(2-D) - 1)    (D = 2: -2 ln alpha),
//   (K_+ + K_-) / 2 = m Lambda + r (m - 1),   (K_+ - K_-) / 2 = t (Lambda + r),
//
// m = exp((2-D) ln w) and t the shape and tilt of the initialisation (D = 2: Lambda - 2 ln w and
// t). The smaller ("near") slack carries the coefficient, so it is kept as an unknown of its own:
// where xi / Lambda is 1 to the last bit, the near slack still has all its digits.
#pragma once

#include "regimes/core/types.hpp"
#include "regimes/regularizers/initialization.hpp"

namespace regimes {

/// The map from (Lambda, xi) to slacks, coefficients and weights; see the head of this file.
class SlackForm {
public:
    explicit SlackForm(const Initialization& initialization);

    /// Lambda at this alpha; capped at `largest_lambda`, past which the coefficients that carry
    /// weight no longer change: they are within O(1 / Lambda) of the limit alpha -> 0.
    double lambda(double log_alpha) const;
    static constexpr double largest_lambda = 1e18;

    bool uniform() const { return shape_.size() == 0; }

    /// Mean slack (K_+ + K_-) / 2 and half difference (K_+ - K_-) / 2 of coordinate i.
    double half(Index i, double lambda) const;
    double middle(Index i, double lambda) const;
    /// Their derivatives in Lambda.
    double half_rate(Index i) const { return uniform() || exponential_ ? 1.0 : shape_[i]; }
    double middle_rate(Index i) const { return uniform() || exponential_ ? 0.0 : tilt_[i]; }

    /// E(near) and E(near + gap), the D-th powers of the larger and the smaller weight.
    struct Powers {
        double near;
        double far;
        double difference;  ///< near - far, without cancellation
        double near_slope;  ///< -E'(near)
        double far_slope;   ///< -E'(near + gap)
    };
    /// Domain: near > -r, gap >= 0.
    Powers powers(double near, double gap) const;

    /// Relative change of E'(near) per unit of slack, p / (r + near); 1 at D = 2.
    double sensitivity(double near) const { return exponential_ ? 1.0 : p_ / (r_ + near); }
    /// Largest decrease of E's argument, in units of 1 / sensitivity, that stays in the domain.
    double reach() const { return exponential_ ? 1e3 : 0.9 * p_; }
    /// The slack at which E falls to `level`.
    double slack_of(double level) const;

    /// Multiplies xi into the derivative of the regulariser in the units of Profile: 1 at D = 2,
    /// 1 / (r + Lambda) above.
    double dual_scale(double lambda) const { return exponential_ ? 1.0 : 1.0 / (r_ + lambda); }

private:
    double depth_;
    bool exponential_;
    double p_ = 1.0;
    double r_ = 1.0;
    Vector shape_;  ///< m; ln w at D = 2; empty for the unit shape
    Vector tilt_;   ///< t; empty for the unit shape
};

}  // namespace regimes
