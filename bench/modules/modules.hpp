// SPDX-License-Identifier: BSD-3-Clause
// Convolutional networks on LibTorch: the tasks that bench/modules.py also gives to PyTorch.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace regimes::bench {

/// Tasks, with random images, labels and starts, in single precision: vgg11 and vgg11_quarter (its
/// channels divided by 4), 512 images of 3 x 32 x 32, batches of 128; cnn, 64 images of 28 x 28,
/// convolutions of 32, 64 and 64 channels with poolings after the first two, and a linear layer.
/// Errors of all: std::invalid_argument for another name.

/// Writes a task for a rival into `folder`: start.pt, x.f64 (image by image), y.f64, and kernel.f64
/// for cnn, the tangent kernel. JSON with the shape of the network, step size and batch.
nlohmann::ordered_json write_module(const std::string& task, const std::string& folder);

/// Steps of SGD from the start, on the first `samples` images; of the network linearised there, if
/// it is to be. JSON with seconds, and the mean loss of the last batch before its step.
nlohmann::ordered_json run_steps(const std::string& task, bool linearized, long samples, long steps,
                                 int threads);

/// The tangent kernel of cnn at its start. JSON with seconds.
nlohmann::ordered_json run_module_kernel(int threads);

/// The gradient distance between cnn after a step and its start. JSON with seconds.
nlohmann::ordered_json run_module_distance(int threads);

/// The same kernel in this fresh process. JSON with seconds, and bytes by which its peak grew.
std::string run_module_kernel_size();

}  // namespace regimes::bench
