// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/solvers/interpolation.hpp"

namespace regimes {

/// The minimum l2 interpolant: argmin ||beta||_2 subject to X beta = y; the limit alpha ->
/// infinity.
///
/// beta = X^T nu with X X^T nu = P y: also of the least-squares solutions, where y cannot be
/// fitted, and of rank-deficient X. Certificate: stationarity and gap of R(beta) = ||beta||_2^2 /
/// 2. Errors: as `interpolate`.
Solution minimum_l2(const DesignView& x, ConstVectorRef y,
                    const InterpolationOptions& options = {});

}  // namespace regimes
