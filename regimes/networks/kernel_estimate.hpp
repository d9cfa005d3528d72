// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// Tangent kernels at start and end, from random directions v_1, ..., v_R ~ N(0, I_p) of parameter
/// space, for networks whose tangent features are too many to be held:
///
///     K ~ (1/R) sum_r (J v_r)(J v_r)^T
///
/// unbiased, with a standard deviation of sqrt((K_kk K_ll + K_kl^2) / R) for entry kl.
/// Shapes: m x m, outputs sample by sample. Needs R products J v at both ends, and no tangent
/// features. Errors are standard errors, by leaving out one direction at a time (jackknife); that
/// of the kernel distance is NaN for two directions, as are distances from features that are 0.
/// The kernel distance comes from pairs of different directions, whose noise is independent; where
/// that leaves nothing of the square, it is 0, and the error bounds it.
/// Source: Novak, Sohl-Dickstein, Schoenholz (2022), section 3 (products in place of Jacobians).
struct KernelEstimate {
    Matrix start;                          ///< K of the start
    Matrix end;                            ///< K of the end
    double gradient_distance = 0.0;        ///< as `gradient_distance`
    double gradient_distance_error = 0.0;  ///< its standard error
    double kernel_distance = 0.0;          ///< corrected for the noise of both kernels
    double kernel_distance_error = 0.0;    ///< its standard error
    int directions = 0;                    ///< R
};

/// From the products: columns J_0 v_r and J v_r, m x R, R >= 2.
/// Errors: std::invalid_argument for shapes that disagree or fewer than two directions.
KernelEstimate estimate_from_products(const Matrix& start, const Matrix& end);

}  // namespace regimes
