// SPDX-License-Identifier: BSD-3-Clause
// The library regimes::regimes: all of regimes::engine and regimes::simulation, data files,
// training as an estimator (cross_validate), and networks that users bring. These three lists are
// the public interface; other headers are not installed.
#pragma once

#include "regimes/data/csv.hpp"
#include "regimes/data/data_sets.hpp"
#include "regimes/data/file_error.hpp"
#include "regimes/data/input_file.hpp"
#include "regimes/data/labelled_matrix.hpp"
#include "regimes/data/low_rank_completion.hpp"
#include "regimes/data/matrix_market.hpp"
#include "regimes/data/npy.hpp"
#include "regimes/data/read_partial_matrix.hpp"
#include "regimes/data/read_table.hpp"
#include "regimes/data/regression_problem.hpp"
#include "regimes/data/sample_array.hpp"
#include "regimes/data/sparse_regression.hpp"
#include "regimes/data/table.hpp"
#include "regimes/data/triplets.hpp"
#include "regimes/networks/dense_network.hpp"
#include "regimes/networks/kernel_estimate.hpp"
#include "regimes/networks/module.hpp"
#include "regimes/networks/module_training.hpp"
#include "regimes/networks/modules.hpp"
#include "regimes/networks/network.hpp"
#include "regimes/simulation.hpp"
#include "regimes/studies/cross_validation.hpp"
#include "regimes/studies/folds.hpp"
#include "regimes/studies/linear_model.hpp"
#include "regimes/studies/scaling_options.hpp"
