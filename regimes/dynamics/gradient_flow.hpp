// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/dynamics/flow_options.hpp"
#include "regimes/dynamics/trajectory.hpp"
#include "regimes/models/model.hpp"

namespace regimes {

/// Gradient flow of the squared loss on any model.
///
///   dw/dt = -grad L(w) = -2 J(w)^T (f(w) - y),   L(w) = ||f(w) - y||_2^2   (no 1/2, no 1/N)
///
/// by backward differentiation formulas with GMRES, whose products with the flow's Jacobian,
/// -2 (J^T J v + the Hessian of <f - y, f> times v), are exact.
/// Where the model has a structured kernel of at most 2000 rows, it preconditions them.
/// Shapes: y in R^m, start in R^p; the result's parameters are w. The absolute tolerance refers to
/// the root mean square of the start or, if less, to how far w must go to fit y.
/// Domain: any start. From a small start alpha, a model of degree D > 2 needs a time of order
/// alpha^(2-D), while what it learned settles within a time of order 1; where they are some 25
/// orders of magnitude apart the linear systems lose the digits they need and the flow stalls.
/// Diagonal networks have `dual_flow` for that, and matrices `lifted_flow` for small starts.
/// The time of the stop is as fine as the integration: residual_tolerance below
/// relative_tolerance still gives a good end point, but only a rough time.
/// Error: the integrator's; for diagonal networks with the default options the end point is within
/// 1e-5 (relative) of the minimiser that the theory names.
/// Errors: std::invalid_argument if sizes differ, an entry is not finite, or an option is outside
/// its domain. Source: Woodworth et al. (2020), section 2.
TrainingResult gradient_flow(const Model& model, ConstVectorRef y, ConstVectorRef start,
                             const FlowOptions& options = {});

}  // namespace regimes
