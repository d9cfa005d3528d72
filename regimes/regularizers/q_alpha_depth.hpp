// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/regularizers/profile.hpp"

namespace regimes {

/// The profile q_D of depth D > 2, any real number.
///
/// q_D' is the inverse of h_D(s) = (1 - s)^-p - (1 + s)^-p on (-1, 1), p = D / (D - 2), and
/// H_D(s) = (1 / r) [(1 - s)^-r + (1 + s)^-r - 2], r = 2 / (D - 2) = p - 1.
/// With s = tanh v nothing cancels near s = 1:
///   h_D = 2 cosh^p(v) sinh(p v),   H_D = (2 / r) (cosh^r(v) cosh(r v) - 1),
///   h_D' = 2 p cosh^(p+1)(v) cosh((p + 1) v).
/// q_D = (D - 2) / (4 D) z^2 + ... near 0 and z - (D / 2) z^(2/D) + ... at infinity.
/// Source: Woodworth et al. (2020), Theorem 3.
class DepthProfile final : public Profile {
public:
    /// Errors: std::invalid_argument unless 2 < depth < infinity.
    explicit DepthProfile(double depth);

    double curvature() const override;
    double gradient(double log_z) const override;
    double mean_slope(double log_z) const override;
    double log_inverse_gradient(double s) const override;
    double log_conjugate(double s) const override;
    double log_conjugate_hessian(double s) const override;

private:
    /// p v, where h_D(tanh v) = z.
    double scaled_angle(double log_z) const;

    double p_;
    double r_;
};

}  // namespace regimes
