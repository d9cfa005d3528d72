// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A regression with held-out samples. Shapes: x N x d and y N; x_test M x d and y_test M.
struct RegressionProblem {
    RowMatrix x;
    Vector y;
    RowMatrix x_test;
    Vector y_test;
};

}  // namespace regimes
