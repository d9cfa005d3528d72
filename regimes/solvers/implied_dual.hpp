// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/regularizers/regularizer.hpp"
#include "regimes/solvers/reduced_system.hpp"

namespace regimes {

/// The multipliers that fit given coefficients best, for the certificate of coefficients that some
/// other method found (a simulation, say):
///
///   nu = argmin || W^(1/2) (X^T nu - R'(beta)) ||_2,   W = diag(|beta|)
///
/// so that large coefficients, whose gradients are known well, decide. If beta minimises R subject
/// to X beta = y, then X^T nu = R'(beta) and the certificate is that of the minimiser.
/// X is that of the reduced system, nu the multipliers of its equations; beta is in R^d. Where
/// fewer than N coefficients carry weight, nu has the least norm in the directions left open.
/// Errors: std::invalid_argument if sizes differ.
Vector implied_dual(const ReducedSystem& data, const Regularizer& regularizer, ConstVectorRef beta,
                    int threads = 1);

}  // namespace regimes
