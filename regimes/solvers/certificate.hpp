// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/matrix_view.hpp"
#include "regimes/regularizers/regularizer.hpp"
#include "regimes/solvers/solution.hpp"

namespace regimes {

struct InterpolationOptions;

/// The proof that beta nearly minimises R subject to X beta = y, from (beta, nu) alone; see
/// Certificate for the three residuals. Shapes: beta d, nu N. Knows nothing of how they were found.
Certificate certify(const MatrixView& x, ConstVectorRef y, const Regularizer& regularizer,
                    ConstVectorRef beta, ConstVectorRef nu, int threads = 1);

/// Fills norms, value and certificate of a solution from its coefficients and dual, and takes back
/// `converged` where a residual or the gap is above its tolerance.
void complete(Solution& solution, const MatrixView& x, ConstVectorRef y,
              const Regularizer& regularizer, const InterpolationOptions& options);

}  // namespace regimes
