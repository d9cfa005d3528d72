// SPDX-License-Identifier: BSD-3-Clause
// One convolutional network trained on images: a point of Figure 5(f).
#pragma once

#include <vector>

#include "regimes/experiments/experiment.hpp"

namespace regimes {

/// What such a run depends on, with the paper's values as defaults.
Fields cifar10_parameters();

/// Trains the network of `vgg11` (modules.hpp) from scale alpha on the data set that the parameters
/// name: each channel less its mean over the training images, divided by its standard deviation;
/// smaller images have a frame of 0 around them, up to 32 x 32.
///
/// Metrics: those of `network_run`; epochs. Traces: those of `network_run`.
/// It counts as converged unless it diverged: the last epoch is an end like another.
/// Errors: as image_samples and network_run; std::runtime_error in a build without LibTorch.
RunResult cifar10_run(const Parameters& parameters, Observer* observer);

}  // namespace regimes
