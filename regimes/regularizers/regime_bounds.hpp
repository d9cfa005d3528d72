// SPDX-License-Identifier: BSD-3-Clause
// How small alpha must be for the rich regime, and how large for the kernel regime: the theorems
// and lemmas of section 4 as functions. All for depth 2, unit shape, and all in ln alpha, because
// the bounds of the rich regime are exponentially small.
//
// Source: Woodworth et al. (2020), Theorem 2 and Lemmas 1 to 3. Common errors:
// std::invalid_argument naming an argument outside the domain stated with it.
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// Theorem 2, rich side: at any ln alpha up to
///   min { -(2 + eps) / (2 eps) ln(2 (1 + eps) l1_norm),  -d / (eps l1_norm) }
/// gradient flow lands within a factor 1 + eps of the least l1 norm:
///   ||beta_inf||_1 <= (1 + eps) ||beta_l1||_1.
/// l1_norm = ||beta_l1||_1 > 0, that of the minimum l1 interpolant; 0 < eps < d, d the number of
/// coefficients.
double log_alpha_reaching_l1(double eps, double l1_norm, Index d);

/// Theorem 2, kernel side: at any ln alpha from
///   ln sqrt(2 (1 + eps) (1 + 2 / eps) l2_norm)
/// gradient flow lands within a factor 1 + eps of the least squared l2 norm:
///   ||beta_inf||_2^2 <= (1 + eps) ||beta_l2||_2^2.
/// l2_norm = ||beta_l2||_2 > 0, that of the minimum l2 interpolant; eps > 0.
double log_alpha_reaching_l2(double eps, double l2_norm);

/// Lemma 1: at any ln alpha up to
///   ln min { 1, sqrt(l1_norm), (2 l1_norm)^(-1 / (2 eps)), exp(-d / (2 eps l1_norm)) }
/// Q_alpha is the l1 norm but for a factor:
///   (1 - eps) ||b||_1 <= Q_alpha(b) / ln(1 / alpha^2) <= (1 + eps) ||b||_1.
/// l1_norm = ||b||_1 > 0, eps > 0, d the number of coefficients.
double log_alpha_resembling_l1(double eps, double l1_norm, Index d);

/// Lemma 2: at any ln alpha from
///   -(1 / 4 + 1 / (8 eps)) ln d
/// Q_alpha is not proportional to the l1 norm:
///   Q_alpha(e_1) / ||e_1||_1 >= (1 + eps) Q_alpha(v) / ||v||_1,   v = (1, ..., 1) / sqrt(d).
/// So a polynomially small alpha does not reach the rich regime. eps > 0, d >= max(e, 12^(4 eps)).
double log_alpha_unlike_l1(double eps, Index d);

/// Lemma 3: at any ln alpha from
///   ln(sqrt(l2_norm) (1 + eps^(-1/4)))
/// Q_alpha is the squared l2 norm but for a factor:
///   (1 - eps) ||b||_2^2 <= 4 alpha^2 Q_alpha(b) <= (1 + eps) ||b||_2^2.
/// l2_norm = ||b||_2 > 0, eps > 0.
double log_alpha_resembling_l2(double eps, double l2_norm);

}  // namespace regimes
