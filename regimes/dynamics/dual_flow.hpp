// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <utility>

#include "regimes/core/design_view.hpp"
#include "regimes/dynamics/flow_options.hpp"
#include "regimes/dynamics/sample_loss.hpp"
#include "regimes/dynamics/trajectory.hpp"
#include "regimes/regularizers/initialization.hpp"

namespace regimes {

/// The options that suit `dual_flow`: a local error of 1e-4, where that of `gradient_flow` is 1e-7.
/// At any time outputs are then off by some 1e-5 of ||y||, at most.
FlowOptions dual_flow_options();

/// Least and greatest ln alpha of `dual_flow` at a depth, shapes left out of account.
std::pair<double, double> dual_flow_scales(double depth);

/// Gradient flow of a diagonal network, any depth, shape, bias and loss, in the variables in which
/// it is simple.
///
/// The flow of L = sum_n l(f_n, y_n), f = X beta, keeps w_+^(2-D) and w_-^(2-D) (the logarithms at
/// D = 2) linear in xi = X^T mu,
///
///   r w_+(t)^(2-D) = r w_+(0)^(2-D) - xi,   r w_-(t)^(2-D) = r w_-(0)^(2-D) + xi,   r = 2 / (D-2),
///   -2 ln w_+(t)   = -2 ln w_+(0) - xi,     -2 ln w_-(t)   = -2 ln w_-(0) + xi      (D = 2),
///   dmu/dt = -2 D dl/df,   mu(0) = 0,   beta = w_+^D - w_-^D,
///
/// so N unknowns do for 2 d. At all times beta lies on the manifold on which the theory's minimiser
/// is the only interpolant: the error of the integrator shows in the time alone, and not in the end
/// point. mu is integrated by a linearly implicit method (`RosenbrockStep`); steps are as long as
/// the local error allows, of ln w^2 of every weight that matters, and of f relative to ||y||, by
/// options.relative_tolerance. Between events, where features enter, that is very long.
///
/// Shapes: X is N x d (read in place), y is N; the result's parameters are beta in R^d.
/// Times are those of `gradient_flow` on the same network; `log_time` holds them where they
/// overflow. For the logistic loss there is no end point (its norm grows without bound on separable
/// data), and the relative residual is the loss over that of beta = 0.
/// Unused options: absolute_tolerance, krylov_dimension.
/// Domain: (2 D - 2) ln alpha <= 600 and (D - 2) ln alpha >= -600; at D = 2, ln alpha >= -1e6; each
/// with the shapes included.
/// Error: relative distance of the end point from the minimiser at most 1e-6 (default options, X of
/// condition below 10).
/// Errors: std::invalid_argument if sizes differ, an entry is not finite, a label of the logistic
/// loss is not 1 or -1, or an argument is outside its domain.
/// Source: Woodworth et al. (2020), sections 4 and 5, proofs of Theorems 1 and 3; the factors 2 D
/// belong to the loss without 1/2.
TrainingResult dual_flow(const DesignView& x, ConstVectorRef y,
                         const Initialization& initialization,
                         const FlowOptions& options = dual_flow_options(),
                         SampleLoss loss = SampleLoss::squared);

}  // namespace regimes
