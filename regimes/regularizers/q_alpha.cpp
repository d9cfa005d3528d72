// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/regularizers/q_alpha.hpp"

#include <cmath>

#include "regimes/numerics/log_hyperbolic.hpp"

namespace regimes {

double Hypentropy::gradient(double log_z) const { return asinh_half_exp(log_z); }

double Hypentropy::mean_slope(double log_z) const {
    const double s = asinh_half_exp(log_z);
    return s - std::tanh(0.5 * s);
}

double Hypentropy::log_inverse_gradient(double s) const { return log_two_sinh(s); }

double Hypentropy::log_conjugate(double s) const { return 2.0 * log_two_sinh(0.5 * s); }

double Hypentropy::log_conjugate_hessian(double s) const { return log_two_cosh(s); }

}  // namespace regimes
