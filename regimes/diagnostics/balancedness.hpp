// SPDX-License-Identifier: BSD-3-Clause
// What gradient flow conserves, whatever the data: a check that a run can make of itself. Gradient
// descent with step eta changes these quantities by O(eta^2) a step.
#pragma once

#include "regimes/models/diagonal_network.hpp"
#include "regimes/models/hadamard_network.hpp"
#include "regimes/models/matrix_factorization.hpp"

namespace regimes {

/// Largest relative change of the conserved quantity of each coordinate of a diagonal network.
///
///     w_+ w_-  for D = 2,   w_+^(2-D) + w_-^(2-D)  for D > 2
///
/// Shapes: start, end in R^2d. Domain: weights of `start` positive, or just not 0 at D = 2.
/// Value: infinite if `end` is not finite, or for D > 2 has a weight <= 0: the flow ends there
/// never. Free of underflow of the products. Error bound: 4 max(1, D - 2) 2^-53 (1 + value).
/// Errors: std::invalid_argument for a wrong size or a start outside its domain.
/// Source: Woodworth et al. (2020), proofs of Theorems 1 and 3.
double balancedness_drift(const DiagonalNetwork& model, ConstVectorRef start, ConstVectorRef end);

/// Largest change of u_i^2 - v_i^2, relative to the larger u_i^2 + v_i^2 of start and end.
///
/// Shapes: start, end in R^2d. Value: infinite if `end` is not finite. Error bound: 8 2^-53
/// (1 + value). Errors: std::invalid_argument for a wrong size or a start that is not finite.
double balancedness_drift(const HadamardNetwork& model, ConstVectorRef start, ConstVectorRef end);

/// Frobenius norm of the change of U^T U - V^T V, relative to the larger ||U^T U|| + ||V^T V|| of
/// start and end.
///
/// Shapes: start, end in R^((d1 + d2) k). Beyond k = 2 (d1 + d2) a QR factorisation takes the place
/// of k x k matrices, and the cost is linear in k. Value: infinite if `end` is not finite.
/// Error bound: 8 (d1 + d2 + k) 2^-53. Errors: std::invalid_argument for a wrong size or a start
/// that is not finite.
/// Source: Arora, Cohen, Hazan (2018), Theorem 1.
double balancedness_drift(const MatrixFactorization& model, ConstVectorRef start,
                          ConstVectorRef end);

}  // namespace regimes
