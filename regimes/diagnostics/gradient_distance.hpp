// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/models/model.hpp"

namespace regimes {

/// Gradient distance: by how much the tangent features turned between two parameter vectors.
///
///     1 - <Phi_0, Phi_T> / (||Phi_0|| ||Phi_T||),   Phi = all rows of J, stacked
///
/// 0 in the kernel regime, where features keep their direction (their length may change); 2 at
/// most. This is not the cosine of the tangent kernels, which gives other numbers.
/// Shapes: w_start, w_end in R^p. Holds two rows of J for each thread, or the factors of 64 samples
/// at both ends where the model has `tangent_factors`; computes each of them twice.
/// Error bound: e sqrt(2 v) + e^2 for the value v, with e the relative error of the model's tangent
/// features, at least 4 2^-53: a distance of 1e-20 still has digits. Free of over- and underflow.
/// The same bits for any number of threads (0: all cores).
/// Errors: std::invalid_argument for a wrong size, negative threads, or tangent features at either
/// end that are all 0 or not finite.
/// Source: Woodworth et al. (2020), section 7, Figure 5.
double gradient_distance(const Model& model, ConstVectorRef w_start, ConstVectorRef w_end,
                         int threads = 1);

/// The same from sums over all features: start = ||Phi_0||^2, cross = <Phi_0, Phi_T - Phi_0>,
/// difference = ||Phi_T - Phi_0||^2. With norms a and b, (difference - (b - a)^2) / (2 a b), since
/// 1 minus a cosine near 1 has no digits. NaN where one of the norms is 0 or not a number.
/// Error bound for the value v: e sqrt(2 v) + e^2 + 2^-52 (b - a)^2 / (a b), with e the relative
/// error of the features.
double gradient_distance(double start, double cross, double difference);

}  // namespace regimes
