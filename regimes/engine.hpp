// SPDX-License-Identifier: BSD-3-Clause
// The library regimes::engine: regularisers, and what training without limit of time leads to.
// This list is the public interface; headers that it does not name are not installed.
#pragma once

#include "regimes/core/design_view.hpp"
#include "regimes/core/matrix_view.hpp"
#include "regimes/core/observer.hpp"
#include "regimes/core/partial_matrix.hpp"
#include "regimes/core/random.hpp"
#include "regimes/core/sparse_matrix.hpp"
#include "regimes/core/status.hpp"
#include "regimes/core/types.hpp"
#include "regimes/core/version.hpp"
#include "regimes/numerics/blas_library.hpp"
#include "regimes/regularizers/initialization.hpp"
#include "regimes/regularizers/regime_bounds.hpp"
#include "regimes/regularizers/registry.hpp"
#include "regimes/regularizers/regularizer.hpp"
#include "regimes/solvers/basis_pursuit.hpp"
#include "regimes/solvers/completion_problem.hpp"
#include "regimes/solvers/interpolation.hpp"
#include "regimes/solvers/minimum_l2.hpp"
#include "regimes/solvers/nuclear_norm_completion.hpp"
#include "regimes/solvers/regularization_path.hpp"
#include "regimes/solvers/solution.hpp"
