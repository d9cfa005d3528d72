// SPDX-License-Identifier: BSD-3-Clause
// Steps and tolerances that suit a network, its data and its scale, for those who name none.
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
/// Samples that kernels are compared on: 256, or fewer for many outputs, since a kernel has a row
/// for each output of each sample; 4096 rows at most where that is possible. Domain: outputs >= 1.
constexpr Index usual_kernel_samples(Index outputs) {
    return std::clamp<Index>(4096 / outputs, 1, 256);
}

/// `options.training` with a step size and a loss tolerance in place of those that are 0.
///
/// step_size: step_fraction of `stable_step_size` (stable_step_size.hpp) on the first
/// kernel_samples samples; curvature 2 for numbers, 1 / classes for labels, that of cross-entropy
/// at outputs 0.
/// The kernel is that of the layers that train, at the start or, from a small scale, where the
/// start would have outputs as large as the targets (root mean squares; labels as indicators):
///
///     max(alpha, (rms y / rms f)^(1 / D)) w_0,   f at alpha = 1, D the layers that train
///
/// since in the rich regime kernels grow until the data fit. f of an unbiased start is that of one
/// copy. loss_tolerance: the share above of the loss of outputs 0.
/// Errors: std::invalid_argument as network_run's; and naming step_size where the outputs of the
/// start do not depend on the parameters.
NetworkTrainingOptions tuned(const NetworkData& data, const NetworkRunOptions& options);

}  // namespace regimes
