// SPDX-License-Identifier: BSD-3-Clause
// The family of separable regularisers R(beta) = sum_i R_i(beta_i), each even up to a tilt, convex,
// differentiable (but for l1), and normalised so that its gradient at 1 is 1:
//
//   R_i'(1) = 1 for the unit shape.
//
// In these units the family joins its two limits without overflow: R -> beta^2 / 2 (kernel regime,
// alpha -> infinity) and R -> |beta| (rich regime, alpha -> 0), for every depth. The paper's own
// units are exp(log_unit()) times these.
//
//   name           paper's units                           order near 0      order at infinity
//   l1             ||beta||_1                              |b|               |b|
//   l2             ||beta||_2^2 / 2                        b^2 / 2           b^2 / 2
//   q_alpha        alpha^2 sum q(b / alpha^2)              b^2 / (4 a)       |b| ln|b / a|
//   q_alpha_depth  alpha^D sum q_D(b / alpha^D)            (D-2) b^2/(4Da)   |b| - O(|b|^(2/D))
//   r_alpha        alpha^2 sum r(b / alpha^2)              b^2 / (8 a)       |b| - 2 sqrt|a b|
#pragma once

#include <memory>
#include <string_view>

#include "regimes/core/types.hpp"

namespace regimes {

/// One separable regulariser; see the head of this file for the normalisation.
///
/// The five coordinate functions are the interface; sums and vectors follow from them. Errors below
/// are relative, with eps = 2^-53, and hold for every depth >= 2 and finite log alpha.
class Regularizer {
public:
    virtual ~Regularizer() = default;

    /// As in the list of regularisers.
    virtual std::string_view name() const = 0;

    /// ln of the factor that turns `value` into the paper's units.
    virtual double log_unit() const = 0;

    /// R_i(b), b finite.
    virtual double value(Index i, double b) const = 0;
    /// s = R_i'(b), b finite.
    virtual double gradient(Index i, double b) const = 0;
    /// The b with R_i'(b) = s; +-infinity where s lies at or past the range of the gradient.
    virtual double inverse_gradient(Index i, double s) const = 0;
    /// R_i*(s) = sup_b (s b - R_i(b)); +infinity past the range of the gradient.
    virtual double conjugate(Index i, double s) const = 0;
    /// R_i*''(s) = db/ds.
    virtual double conjugate_hessian(Index i, double s) const = 0;

    /// sum_i R_i(beta_i).
    double value(ConstVectorRef beta) const;
    /// sum_i R_i*(s_i).
    double conjugate(ConstVectorRef s) const;
    /// (R_i'(beta_i))_i.
    Vector gradient(ConstVectorRef beta) const;
    /// (b_i with R_i'(b_i) = s_i)_i.
    Vector inverse_gradient(ConstVectorRef s) const;

    /// Distance of s from the gradients that R_i takes within one smallest normal double of b: zero
    /// exactly where (b, s) is stationary. Handles the kink of l1 and coefficients that underflow.
    double stationarity(Index i, double b, double s) const;
};

}  // namespace regimes
