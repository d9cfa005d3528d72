// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/design_view.hpp"
#include "regimes/dynamics/flow_options.hpp"
#include "regimes/dynamics/trajectory.hpp"
#include "regimes/regularizers/initialization.hpp"

namespace regimes {

/// Gradient flow of a diagonal network, any depth, shape and bias, in the variables in which it is
/// simple.
///
/// The flow of ||X beta - y||^2 (no 1/2, no 1/N) keeps w_+^(2-D) and w_-^(2-D) (the logarithms at
/// D = 2) linear in xi = X^T mu,
///
///   r w_+(t)^(2-D) = r w_+(0)^(2-D) - xi,   r w_-(t)^(2-D) = r w_-(0)^(2-D) + xi,   r = 2 / (D-2),
///   -2 ln w_+(t)   = -2 ln w_+(0) - xi,     -2 ln w_-(t)   = -2 ln w_-(0) + xi      (D = 2),
///   dmu/dt = 4 D (y - X beta),   mu(0) = 0,   beta = w_+^D - w_-^D,
///
/// so N unknowns do for 2 d. Their limit lies on the manifold on which the theory's minimiser is
/// the only interpolant: the error of the integrator does not show in the end point, only the
/// residual does. Where alpha^(2-D) is so large (D > 2) that xi would lose the digits that beta
/// needs, the d logarithms ln(w_-^(2-D) / w_+^(2-D)) are integrated instead.
///
/// Shapes: X is N x d (read in place), y is N; the result's parameters are beta in R^d.
/// Times are those of `gradient_flow` on the same network; `log_time` holds them where they
/// overflow.
/// Domain: (2 D - 2) ln alpha <= 600 and (D - 2) ln alpha >= -600; at D = 2, ln alpha >= -1e6; each
/// with the shapes included.
/// Error: relative distance of the end point from the minimiser at most 1e-6 where N unknowns are
/// integrated, 1e-5 where d are (default options, X of condition below 10).
/// Errors: std::invalid_argument if sizes differ, an entry is not finite, or an argument is outside
/// its domain.
/// Source: Woodworth et al. (2020), sections 4 and 5, proofs of Theorems 1 and 3; the factors 4 D
/// belong to the loss without 1/2.
TrainingResult dual_flow(const DesignView& x, ConstVectorRef y,
                         const Initialization& initialization, const FlowOptions& options = {});

}  // namespace regimes
