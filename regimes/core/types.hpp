// SPDX-License-Identifier: BSD-3-Clause
// The Eigen aliases used across the library. All arithmetic is in double precision.
#pragma once

#include <Eigen/Core>

namespace regimes {

using Index = Eigen::Index;
using Vector = Eigen::VectorXd;
using Matrix = Eigen::MatrixXd;
using ConstVectorRef = Eigen::Ref<const Vector>;
using VectorRef = Eigen::Ref<Vector>;

}  // namespace regimes
