// SPDX-License-Identifier: BSD-3-Clause
// The sparse regression of Figures 1 and 3 as parameters of an experiment.
#pragma once

#include <vector>

#include "regimes/data/sparse_regression.hpp"
#include "regimes/experiments/experiment.hpp"

namespace regimes {

/// samples, features, nonzeros, noise and seed, with the paper's values as defaults.
Fields data_parameters();

/// The instance they name; rows and noise are nested in N. Test samples are not needed, since the
/// truth is known. Errors: as `sparse_regression`.
SparseRegression data_of(const Parameters& parameters);

}  // namespace regimes
