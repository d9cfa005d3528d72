// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "regimes/solvers/reduced_system.hpp"

namespace regimes {

/// A vertex of least l1 norm, with its proof.
struct L1Vertex {
    Vector coefficients;  ///< d; exact zeros off the basis
    Vector dual;  ///< multipliers of the reduced equations: X^T nu = sign(beta) on the basis
    bool unique = false;  ///< no other column is tied: |x_i^T nu| < 1 off the basis
    int iterations = 0;   ///< bases visited
};

/// argmin ||beta||_1 subject to X beta = P y, by the simplex method on bases of rank(X) columns.
///
/// The first basis is chosen among the columns by pivoting on x_i |start_i|, so a `start` near the
/// minimiser takes few steps. A step lets the column of largest |x_i^T nu| > 1 enter and carries it
/// through every change of sign that still lowers the norm (the long step of Barrodale and Roberts
/// 1973). Cost of a step: rank^3 / 3 + 2 rank d. Nothing is returned where a basis is singular to
/// rounding or `max_iterations` did not do. Shapes: start d.
std::optional<L1Vertex> l1_vertex(const ReducedSystem& data, const Vector& start,
                                  int max_iterations, int threads);

}  // namespace regimes
