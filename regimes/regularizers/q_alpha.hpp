// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/regularizers/profile.hpp"

namespace regimes {

/// The profile of depth 2, "hypentropy": q(z) = z asinh(z / 2) - z^2 / (2 + sqrt(4 + z^2)).
///
/// q'(z) = asinh(z / 2), h(s) = 2 sinh s, H(s) = 4 sinh^2(s / 2); every s is in the range of q'.
/// q = z^2 / 4 - z^4 / 192 + ... near 0 and |z| ln|z| - |z| + 2 - 1 / |z| + ... at infinity. With
/// S = q'(z), q(z) / z = S - tanh(S / 2), which neither overflows nor cancels.
/// Source: Woodworth et al. (2020), Theorem 1.
class Hypentropy final : public Profile {
public:
    double curvature() const override { return 0.5; }
    double gradient(double log_z) const override;
    double mean_slope(double log_z) const override;
    double log_inverse_gradient(double s) const override;
    double log_conjugate(double s) const override;
    double log_conjugate_hessian(double s) const override;
};

}  // namespace regimes
