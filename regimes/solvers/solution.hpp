// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/status.hpp"
#include "regimes/core/types.hpp"

namespace regimes {

/// The proof a solution carries of itself, computed from the coefficients, the dual vector and the
/// data alone.
///
/// With normalised regulariser R (R'(1) = 1, see Regularizer), coefficients b, the equations X b =
/// P y in the form of ReducedSystem (the equations given where these are well scaled; P projects
/// onto the range of X), their dual nu, s = X^T nu:
///   primal_residual        ||X b - P y||_2 / ||P y||_2
///   stationarity_residual  max_i |R'(b_i) - s_i| / max_i max(|s_i|, |R_i'(0)|)
///   duality_gap            (R(b) - (b^T s - R*(s))) / max(R(b), |b^T s|, sum_i |R_i'(0) b_i|), nu
///                          scaled into the domain of R*: how far b is from the least R with the
///                          same X b, which the primal residual compares with P y
///   rounding               8 eps (||(||x_i||_2 b_i)||_2 + ||P y||_2) / ||P y||_2: no double
///                          precision vector need leave a smaller primal residual
/// A coefficient below the smallest normal double is stored as zero; there any s_i that asks for
/// such a coefficient counts as stationary.
struct Certificate {
    double primal_residual = 0.0;        ///< how far from the least-squares set
    double stationarity_residual = 0.0;  ///< how far from the optimality condition
    double duality_gap = 0.0;            ///< how far from the least value
    double rounding = 0.0;               ///< the primal residual that rounding allows
};

/// Where training lands, with its proof.
struct Solution {
    double log_alpha = 0.0;           ///< natural logarithm of the initialisation scale
    double depth = 2.0;               ///< depth of the diagonal network
    Vector coefficients;              ///< d: the minimiser beta
    Vector dual;                      ///< N: multipliers nu of X beta = P y, normalised units
    Status status = Status::stalled;  ///< why the iteration ended
    int iterations = 0;               ///< N x N factorisations spent on this solution
    double seconds = 0.0;             ///< wall time spent on this solution
    double l1_norm = 0.0;             ///< ||beta||_1
    double l2_norm = 0.0;             ///< ||beta||_2
    double regularizer_value = 0.0;   ///< R(beta) in the paper's units; 0 where that underflows
    double training_residual = 0.0;   ///< ||X beta - y||_2 / ||y||_2
    bool fits_exactly = true;         ///< some beta fits y to rounding
    Certificate certificate;          ///< computed from the solution and the data
};

}  // namespace regimes
