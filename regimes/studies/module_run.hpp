// SPDX-License-Identifier: BSD-3-Clause
// One trained module, measured: a point of Figure 5(f), and what `regimes probe` computes.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "regimes/networks/module_training.hpp"
#include "regimes/store/run_record.hpp"

namespace regimes {

/// What a module is trained on and judged by.
struct ModuleData {
    SampleArray x;
    NetworkTargets targets;
    SampleArray x_test;  ///< no samples: nothing is held out
    NetworkTargets test_targets;
    /// Of targets that are numbers, classes that errors are judged by instead, if there are any.
    std::vector<int> labels = {};
    std::vector<int> test_labels = {};

    bool has_classes() const {
        return !labels.empty() || std::holds_alternative<std::vector<int>>(targets);
    }
};

struct ModuleRunOptions {
    double log_alpha = 0.0;           ///< natural logarithm of the scale
    bool scales_outputs = false;      ///< alpha times the outputs, not the parameters
    std::vector<std::string> scaled;  ///< patterns of the parameters to scale; none: all
    std::vector<std::string> frozen;  ///< patterns of those that stay
    bool subtract_start = false;      ///< outputs 0 at the start
    ModuleTrainingOptions training;   ///< a step_size or loss_tolerance of 0 is chosen
    Index kernel_samples = 64;        ///< >= 1; the first so many (or all) are what tangent
                                      ///< features and kernels are compared on
    std::size_t kernel_memory = std::size_t{512} << 20;  ///< bytes for tangent features
    int directions = 0;       ///< 0: exact kernels; >= 2: from so many random directions
    bool linearized = false;  ///< also trains the linearised module
};

/// Trains a copy of the module from scale alpha and compares its tangent features and kernels at
/// start and end.
///
/// Metrics and traces are those of `network_run` (network_run.hpp), so that the same tables and
/// figures show them: train_loss (mean), train_error, test_error, test_error_start, zero_error,
/// gradient_distance, kernel_distance, alignment_start, alignment_end, weight_change, steps,
/// step_size, and, if asked for,
///     linearized_error             test error of the module linearised at its start, trained until
///                                  its own loss meets the tolerance, for at most as many steps as
///                                  the module took; a step size that is chosen is its own
///     linearized_train_error       how far it got
///     gradient_distance_error, kernel_distance_error   standard errors, with random directions
/// Distances are those of the parameters that train; a run that diverged has none, nor what the
/// linearised module would do. The certificate has status, steps, step size, loss and tolerance as
/// network_run's, and those of the linearised training.
///
/// A step size of 0: step_fraction (network_tuning.hpp) of the largest stable step
/// (stable_step_size.hpp), by the tangent kernel of the first samples, at the start or, from a
/// small scale, with the parameters (those that are scaled) so much larger that outputs have the
/// size of the targets. A loss_tolerance of 0: the share of the loss of outputs 0 that stands
/// there.
/// Errors: std::invalid_argument naming what does not fit; what the module throws.
RunResult module_run(const Module& module, const ModuleData& data, const ModuleRunOptions& options);

}  // namespace regimes
