// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/core/design_view.hpp"

namespace regimes {

/// A minimiser of  ||X beta - y||^2 / (2 N) + penalty ||beta||_1.
struct LassoSolution {
    double penalty = 0.0;
    Vector coefficients;
    double relative_gap = 0.0;  ///< duality gap over ||y||^2 / (2 N)
    bool converged = false;     ///< the gap is within the tolerance
};

/// Penalties from the least one at which all coefficients are 0, max_i |x_i^T y| / N, falling
/// evenly in the logarithm to `ratio` times it. None if that is 0.
/// Domain: count >= 2, 0 < ratio < 1.
std::vector<double> lasso_penalties(const DesignView& x, ConstVectorRef y, std::size_t count,
                                    double ratio);

/// Solutions for penalties in falling order, each started from the one before.
///
/// Coordinate descent over a working set of features, which takes in those that violate the
/// optimality conditions until the duality gap of all proves the solution. Only columns of the
/// working set are copied. Source: Friedman, Hastie, Tibshirani (2010); the gap: Kim et al. (2007).
/// Shapes: X is N x d, y is N.
std::vector<LassoSolution> lasso_path(const DesignView& x, ConstVectorRef y,
                                      const std::vector<double>& penalties,
                                      double gap_tolerance = 1e-4);

}  // namespace regimes
