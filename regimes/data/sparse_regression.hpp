// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "regimes/data/regression_problem.hpp"

namespace regimes {

/// The defaults are those of the paper; it names no number of test samples.
struct SparseRegressionOptions {
    Index samples = 100;        ///< N >= 1
    Index features = 1000;      ///< d >= 1
    Index nonzeros = 5;         ///< r*, 1 to d
    double noise = 0.1;         ///< standard deviation of the noise of the labels, >= 0
    Index test_samples = 1000;  ///< M >= 1
    std::uint64_t seed = 0;     ///< of the random streams
};

/// A sparse regression together with its truth beta* (d entries).
struct SparseRegression {
    RegressionProblem problem;  ///< training and test data
    Vector coefficients;        ///< the truth, d
};

/// The sparse regression of the paper.
///
///     y_n = <beta*, x_n> + noise z_n,   x_n ~ N(0, I_d),   z_n ~ N(0, 1),
///     beta* = (1/sqrt(r*), ..., 1/sqrt(r*), 0, ..., 0)   with r* non-zeros, so ||beta*|| = 1.
///
/// Test labels carry no noise, so that the mean squared error on them estimates the paper's
/// population error ||beta - beta*||^2. Rows are drawn one after the other from streams of their
/// own (x, noise, test x), so a larger N or M adds rows and changes none.
///
/// Errors: std::invalid_argument naming the first option outside its domain.
/// Source: Woodworth et al. (2020), section 4 and Figure 1.
SparseRegression sparse_regression(const SparseRegressionOptions& options = {});

}  // namespace regimes
