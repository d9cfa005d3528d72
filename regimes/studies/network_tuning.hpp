// SPDX-License-Identifier: BSD-3-Clause
// What suits a network, its data and its scale, for those who name no step, tolerance or batch.
#pragma once

#include <algorithm>

#include "regimes/studies/network_run.hpp"

namespace regimes {

/// Of the largest stable step size: room for kernels that grow.
constexpr double step_fraction = 0.5;
/// Of the loss of outputs 0: where training ends on labels, and on numbers.
constexpr double label_loss_fraction = 0.02;
constexpr double number_loss_fraction = 1e-4;
/// Samples in a batch, where there are as many.
constexpr Index usual_batch_size = 32;
/// Rows of a kernel, at most, where that is possible: one for each output of each sample.
constexpr Index usual_kernel_rows = 640;
/// Samples that kernels are compared on: fewer for many outputs. Domain: outputs >= 1.
constexpr Index usual_kernel_samples(Index outputs) {
    return std::clamp<Index>(usual_kernel_rows / outputs, 1, most_kernel_samples);
}

/// `options.training` with a step size and a loss tolerance in place of those that are 0.
///
/// step_size: step_fraction of `stable_step_size` (stable_step_size.hpp) on `samples`, those that
/// kernels are compared on, the first of `data`; curvature 2 for numbers, 1 / classes for labels,
/// that of cross-entropy at outputs 0. The kernel is that of the start or, from a small scale, of
/// what it grows to (`Network::grown`) until its outputs are as large as the targets (root mean
/// squares; labels as indicators), since in the rich regime kernels grow until the data fit.
/// loss_tolerance: the share above of the loss of outputs 0.
/// Errors: std::invalid_argument naming step_size or loss_tolerance where none can be chosen.
MeasuredTrainingOptions tuned(const Network& start, const TakenSamples& samples,
                              const NetworkData& data, const NetworkRunOptions& options);

/// The step size for the network linearised at its start, whose kernel never grows: likewise, by
/// the kernel there. Errors: as above.
double linearized_step_size(const Network& start, const TakenSamples& samples,
                            const NetworkData& data, const NetworkRunOptions& options);

}  // namespace regimes
