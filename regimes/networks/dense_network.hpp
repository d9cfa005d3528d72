// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "regimes/models/relu_network_start.hpp"
#include "regimes/networks/network.hpp"

namespace regimes {

/// How a dense network computes.
struct DenseNetworkOptions {
    Precision precision = Precision::double_precision;  ///< of training and scores
    Index frozen_layers = 0;  ///< in [0, depth); the first layers, which stay as they start
    int threads = 1;          ///< >= 0; 0: all cores; never changes a result
};

/// A dense ReLU network (relu_network.hpp) at its start, on the ReLU engine (`train_network`).
/// Kernels and distances are computed in double, exactly, layer by layer.
///
/// Its outputs are homogeneous in w without biases, so that `grown` knows the scale:
///
///     max(alpha, (size / rms f)^(1 / D)) w_0,   w_0 and f at alpha = 1, D the layers that train
///
/// with f that of one copy if the start is unbiased. It has no `linearized`: `LinearizedTraining`
/// has a closed form. Training is short and writes no checkpoint.
/// Errors: as `relu_network_start` and `train_network`; a checkpoint that is asked for.
std::unique_ptr<Network> dense_network(const ReluNetworkStart& start,
                                       const DenseNetworkOptions& options = {});

}  // namespace regimes
