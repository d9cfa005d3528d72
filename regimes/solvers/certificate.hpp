// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/design_view.hpp"
#include "regimes/regularizers/regularizer.hpp"
#include "regimes/solvers/reduced_system.hpp"
#include "regimes/solvers/solution.hpp"

namespace regimes {

struct InterpolationOptions;

/// The proof that beta nearly minimises R subject to X beta = P y, from (beta, nu) alone; see
/// Certificate. Shapes: beta d, in units of 2^beta_exponent(); nu: multipliers of the reduced
/// equations. Knows nothing of how they were found.
Certificate certify(const ReducedSystem& data, const Regularizer& regularizer, ConstVectorRef beta,
                    ConstVectorRef nu, int threads = 1);

/// Fills norms, value, residuals and certificate of a solution from its coefficients and dual.
/// These are those of the reduced equations, R is in the same units, and both become those of the
/// equations given (the value too, for an R of degree 1 in beta and its own scale). Takes back
/// `converged` where a residual or the gap is above its tolerance and above what rounding allows.
void complete(Solution& solution, const ReducedSystem& data, const Regularizer& regularizer,
              const InterpolationOptions& options);

}  // namespace regimes
