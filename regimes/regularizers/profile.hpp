// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>

namespace regimes {

/// The scalar function q behind a network's regulariser: even, convex, q(0) = q'(0) = 0.
///
/// Arguments are z > 0 through log_z = ln z, or s = q'(z) > 0; z itself leaves the range of double
/// long before the mathematics ends. Write h for the inverse of q' and H(s) = s h(s) - q(h(s)) for
/// the conjugate. Error bounds hold with eps = 2^-53.
class Profile {
public:
    virtual ~Profile() = default;

    /// q''(0).
    virtual double curvature() const = 0;
    /// q'(z). Relative error 8 eps max(1, |log_z|); underflows to 0 with z.
    virtual double gradient(double log_z) const = 0;
    /// q(z) / z. Relative error 16 eps max(1, |log_z|).
    virtual double mean_slope(double log_z) const = 0;
    /// q(z) for finite z of either sign. Error as mean_slope's.
    double value(double z) const {
        return z == 0.0 ? 0.0 : std::fabs(z) * mean_slope(std::log(std::fabs(z)));
    }
    /// ln h(s); +infinity past the range of q'. Absolute error 8 eps max(1, |value|).
    virtual double log_inverse_gradient(double s) const = 0;
    /// ln H(s); +infinity past the range of q'. Absolute error 16 eps max(1, |value|).
    virtual double log_conjugate(double s) const = 0;
    /// ln h'(s); +infinity past the range of q'. Absolute error 8 eps max(1, |value|).
    virtual double log_conjugate_hessian(double s) const = 0;
};

}  // namespace regimes
