// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// Stored by rows, as samples are.
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A regression with held-out samples. Shapes: x N x d and y N; x_test M x d and y_test M.
struct RegressionProblem {
    RowMatrix x;       ///< N x d
    Vector y;          ///< N targets
    RowMatrix x_test;  ///< as x, for testing
    Vector y_test;     ///< as y, for testing
};

}  // namespace regimes
