// SPDX-License-Identifier: BSD-3-Clause
// The Eigen aliases used across the library. All arithmetic is in double precision.
#pragma once

#include <Eigen/Core>

/// The library: where training lands, and in which regime.
namespace regimes {

using Index = Eigen::Index;                       ///< of rows, columns, samples, parameters
using Vector = Eigen::VectorXd;                   ///< of doubles
using Matrix = Eigen::MatrixXd;                   ///< of doubles, stored by columns
using ConstVectorRef = Eigen::Ref<const Vector>;  ///< an argument that is read
using VectorRef = Eigen::Ref<Vector>;             ///< an argument that is written

}  // namespace regimes
