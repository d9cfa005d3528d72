// SPDX-License-Identifier: BSD-3-Clause
// One trained network, measured: a point of Figure 5, and what `train` and `probe` compute.
#pragma once

#include <cstddef>
#include <vector>

#include "regimes/networks/network.hpp"
#include "regimes/store/run_record.hpp"

namespace regimes {

/// What a network is trained on and judged by; views, which must outlive it.
struct NetworkData {
    SampleView x;
    NetworkTargets targets;
    SampleView x_test;  ///< no samples: nothing is held out
    NetworkTargets test_targets;
    /// Of targets that are numbers, classes that errors are judged by instead, if there are any:
    /// the largest output names the class.
    std::vector<int> labels = {};
    std::vector<int> test_labels = {};

    bool has_classes() const {
        return !labels.empty() || std::holds_alternative<std::vector<int>>(targets);
    }
};

/// How it is found what training would do if the tangent kernel never moved.
enum class Linearized {
    none,         ///< it is not
    closed_form,  ///< gradient flow to its end (linearized_training.hpp), where there are test
                  ///< samples, targets are numbers and kernel_samples covers all
    trained       ///< `linearized` of the network, trained until its own loss meets the tolerance,
                  ///< for at most as many steps as the network took; a chosen step is its own
};

/// Samples that kernels are compared on, at most, where nobody asks for more.
constexpr Index most_kernel_samples = 256;

struct NetworkRunOptions {
    MeasuredTrainingOptions
        training;  ///< a step_size or loss_tolerance of 0 is chosen: see tuned()
    Index kernel_samples = most_kernel_samples;  ///< >= 1; the first so many training samples (or
                                                 ///< all) are what tangent features and kernels
                                                 ///< are compared on
    std::size_t kernel_memory = usual_kernel_memory;  ///< bytes for tangent features
    int directions = 0;  ///< 0: exact kernels; >= 2: from so many random directions
    Linearized linearized = Linearized::closed_form;
    bool keep_parameters = false;  ///< as the trace "parameters"
};

/// Trains a copy of the network from `start`, and compares its tangent features and kernels at
/// start and end.
///
/// Metrics; errors are shares of wrong labels, or root mean squares per output if there are none:
///     train_loss                   L as the options reduce it
///     train_error, test_error      at the end; test_error_start at the start
///     zero_error                   test error of the predictor 0 (no labels only)
///     gradient_distance            1 - cosine of the tangent features (gradient_distance.hpp)
///     kernel_distance              ||K_T - K_0|| / ||K_0|| (kernel_distance.hpp)
///     gradient_distance_error, kernel_distance_error   standard errors, with random directions
///     alignment_start, _end        of the kernel with the targets; labels are taken as indicators
///                                  less 1 / classes
///     linearized_error             test error, as `Linearized` says
///     linearized_train_error       how far it got, if it was trained
///     weight_change                ||w_T - w_0|| / ||w_0||
///     steps, step_size             taken; where it diverged, the step at which that showed
///     loss_tolerance
/// Traces, if training.log_spacing > 0: history_steps, history_train_loss, history_train_error
/// (labels only), history_test_error, history_gradient_distance (exact kernels only).
/// Distances and kernels are those of the parameters that train. Left out (or NaN, in a trace) is
/// what compares tangent features that are all 0, as when all units are off. A run that diverged
/// has no distances, nor what the linearised network would do.
/// The certificate has status, steps, step size, loss and tolerance of each training. Not
/// converged: the run ended any other way.
/// Errors: std::invalid_argument naming what does not fit; what the network throws.
RunResult network_run(const Network& start, const NetworkData& data,
                      const NetworkRunOptions& options);

}  // namespace regimes
