// SPDX-License-Identifier: BSD-3-Clause
// Numbers that compare a tangent kernel with another, and with the labels.
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// Kernel distance: by how much the tangent kernel moved, relative to where it started.
///
///     ||K_T - K_0||_F / ||K_0||_F
///
/// Shapes: two matrices of one shape. Error bound: 2^-52 (1 + value), beside that of the kernels.
/// Errors: std::invalid_argument for shapes that differ, or a K_0 that is all 0 or not finite.
/// Source: Geiger, Spigler, Jacot, Wyart (2020).
double kernel_distance(const Matrix& kernel_start, const Matrix& kernel_end);

/// Kernel-target alignment: the cosine between a kernel and the labels' own, y y^T.
///
///     <K, y y^T> / (||K||_F ||y||^2) = y^T K y / (||K||_F ||y||^2)
///
/// Shapes: K is m x m, y in R^m. In [0, 1] for a positive semidefinite K; 1 if K is a multiple of
/// y y^T. Error bound: m 2^-52, beside that of K.
/// Errors: std::invalid_argument for shapes that disagree, and K or y all 0 or not finite.
/// Source: Cristianini, Shawe-Taylor, Elisseeff, Kandola (2001).
double kernel_target_alignment(const Matrix& kernel, ConstVectorRef y);

}  // namespace regimes
