// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/solvers/interpolation.hpp"

namespace regimes {

/// Basis pursuit: argmin ||beta||_1 subject to X beta = y; the limit alpha -> 0 itself, exact.
///
/// Where the minimiser is not unique, this is the one that the depth-2 path selects (the one of
/// greatest entropy). Coefficients off the support are exact zeros. Certificate: primal residual,
/// stationarity (distance of X^T nu from the subdifferential of the l1 norm), and duality gap
/// (||beta||_1 - y^T nu) / ||beta||_1 with nu scaled to ||X^T nu||_inf <= 1. Errors: as
/// `interpolate`.
Solution basis_pursuit(const DesignView& x, ConstVectorRef y,
                       const InterpolationOptions& options = {});

}  // namespace regimes
