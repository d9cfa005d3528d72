// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <string>

#include "regimes/regularizers/initialization.hpp"
#include "regimes/regularizers/profile.hpp"
#include "regimes/regularizers/regularizer.hpp"

namespace regimes {

/// The regulariser of a diagonal network: one profile q, scaled for each coordinate, normalised.
///
///   unbiased   R_i(b) = w_i^(2-D) a_i q(b / a_i) / u,   a_i = (alpha w_i)^D,   u = q'(alpha^-D)
///   biased     R_i(b) = Bregman divergence of the unbiased one from b0_i = alpha^D (w+^D - w-^D),
///              with w_i the power mean of w+ and w- of exponent 2 - D (geometric at D = 2)
///
/// A biased R is tilted: R_i'(b) = unbiased gradient + t_i, t_i = (w+^(2-D) - w-^(2-D)) / (2 u) for
/// D > 2 and ln(w- / w+) / u for D = 2. Where alpha^D is so large that the profile is a parabola to
/// rounding, the parabola itself is used, so alpha = 1e300 is as good as alpha = 1.
///
/// Error: relative 32 eps A, with eps = 2^-53 and A = 1 + D |ln alpha| + D |ln w_i| + |ln |b||, for
/// value and gradient (biased: of the terms that cancel); for inverse_gradient, conjugate and its
/// Hessian (twice that) times 1 + |s b'(s) / b|, the condition number of s -> b.
/// Source: Theorems 1 and 3 of Woodworth et al. (2020); biased: the flow's conservation law
/// w+^(2-D) + w-^(2-D) = const (w+ w- = const at D = 2).
class NetworkRegularizer final : public Regularizer {
public:
    using Regularizer::conjugate;
    using Regularizer::gradient;
    using Regularizer::inverse_gradient;
    using Regularizer::value;

    /// `initialization.depth` must be the depth of the profile. Errors: std::invalid_argument as
    /// `validate(initialization)`.
    NetworkRegularizer(std::string name, std::unique_ptr<const Profile> profile,
                       const Initialization& initialization);

    std::string_view name() const override { return name_; }
    double log_unit() const override { return log_unit_; }
    double value(Index i, double b) const override;
    double gradient(Index i, double b) const override;
    double inverse_gradient(Index i, double s) const override;
    double conjugate(Index i, double s) const override;
    double conjugate_hessian(Index i, double s) const override;

private:
    double log_shape(Index i) const { return log_shape_.size() == 0 ? 0.0 : log_shape_[i]; }
    double tilt(Index i) const { return tilt_.size() == 0 ? 0.0 : tilt_[i]; }
    double log_scale(Index i) const { return log_scale_ + depth_ * log_shape(i); }
    double log_weight(Index i) const { return (2.0 - depth_) * log_shape(i) - log_unit_; }
    double slope(Index i) const;
    bool linear_at(Index i, double log_b) const;
    double untilted_value(Index i, double b) const;
    double untilted_gradient(Index i, double b) const;

    std::string name_;
    std::unique_ptr<const Profile> profile_;
    double depth_;
    double log_scale_;  ///< ln alpha^D
    double log_unit_;   ///< ln u
    bool parabola_;     ///< q is its own parabola at z = alpha^-D
    Vector log_shape_;
    Vector tilt_;
    Vector base_;  ///< R_i before tilting at b0, plus tilt times b0
};

}  // namespace regimes
