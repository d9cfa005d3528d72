// SPDX-License-Identifier: BSD-3-Clause
// ReLU networks: the tasks that bench/networks.py also gives to PyTorch.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace regimes::bench {

/// Trains a task. Tasks, with random inputs, targets and start: depth2 and depth5 (2-30-..-1, 10
/// samples, squared loss, double, all samples in each step), mnist (784-5000-10, 512 samples,
/// cross-entropy, float, batches of 256), mnist_batch (its first batch in each step), kernel
/// (784-1024-1024-1, 256 samples). JSON with seconds
/// and the loss at the end.
/// Errors: std::invalid_argument for another name; std::runtime_error if steps are missing.
nlohmann::ordered_json run_training(const std::string& task, long steps, int threads);

/// Computes the tangent kernel of the task of that name at its start. JSON with seconds.
nlohmann::ordered_json run_kernel(int threads);

/// Writes the task for a rival into `folder`: x.f64 (sample by sample), y.f64 (numbers or labels),
/// w.f64 (layer by layer, weights column by column), and for the task of that name kernel.f64.
/// JSON with widths, step size and batch (0: all samples).
nlohmann::ordered_json write_network(const std::string& task, const std::string& folder);

/// What sgemm does on one thread, in operations a second, the best of a few: with the products that
/// a step of mnist takes, and with square ones; how many operations those products are; and whose
/// processor's kernels BLAS takes.
nlohmann::ordered_json sgemm_rates();

/// The tangent kernel of `samples` samples in this fresh process. JSON with seconds, and bytes: by
/// which its peak grew; of the kernel; of features that may be held; of the Jacobian.
std::string run_kernel_size(long samples);

}  // namespace regimes::bench
