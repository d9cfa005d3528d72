// SPDX-License-Identifier: BSD-3-Clause
// One trained ReLU network, measured: a point of Figure 5, and what `regimes train` computes.
#pragma once

#include <cstddef>

#include "regimes/core/matrix_view.hpp"
#include "regimes/dynamics/network_training.hpp"
#include "regimes/models/relu_network_start.hpp"
#include "regimes/store/run_record.hpp"

namespace regimes {

/// What a network is trained on and judged by; views, which must outlive it.
struct NetworkData {
    MatrixView x;  ///< samples x inputs
    NetworkTargets targets;
    MatrixView x_test;  ///< no rows: nothing is held out
    NetworkTargets test_targets;
    /// Of targets that are numbers, classes that errors are judged by instead, if there are any:
    /// the largest output names the class.
    std::vector<int> labels = {};
    std::vector<int> test_labels = {};
};

struct NetworkRunOptions {
    ReluNetworkStart start;
    NetworkTrainingOptions training;  ///< a step_size or loss_tolerance of 0 is chosen: see tuned()
    Index kernel_samples = 256;  ///< >= 1; the first so many training samples (or all) are what
                                 ///< tangent features and kernels are compared on
    std::size_t kernel_memory = std::size_t{256} << 20;  ///< bytes for their blocks
    bool keep_parameters = false;                        ///< as the trace "parameters"
};

/// Trains the network, and compares its tangent features and kernels at start and end.
///
/// Metrics; errors are shares of wrong labels, or root mean squares per output if there are none:
///     train_loss                   L as the options reduce it
///     train_error, test_error      at the end; test_error_start at the start
///     zero_error                   test error of the predictor 0 (no labels only)
///     gradient_distance            1 - cosine of the tangent features (gradient_distance.hpp)
///     kernel_distance              ||K_T - K_0|| / ||K_0|| (kernel_distance.hpp)
///     alignment_start, _end        of the kernel with the targets; labels are taken as indicators
///                                  less 1 / classes
///     linearized_error             test error of what training would do if the kernel never moved,
///                                  run to its end; for numbers, if kernel_samples covers all
///     weight_change                ||w_T - w_0|| / ||w_0||
///     steps, step_size             taken; where it diverged, the step at which that showed
/// Traces, if training.log_spacing > 0: history_steps, history_train_loss, history_train_error
/// (labels only), history_test_error, history_gradient_distance.
/// Distances and alignments are those of all layers; with frozen layers they are left out, and so
/// is (or NaN, in a trace) what compares tangent features that are all 0: all units off.
/// The certificate has status, steps, loss. Not converged: the run ended any other way.
/// Errors: std::invalid_argument naming what does not fit.
RunResult network_run(const NetworkData& data, const NetworkRunOptions& options);

}  // namespace regimes
