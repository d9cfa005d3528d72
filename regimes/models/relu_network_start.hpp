// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "regimes/models/relu_layers.hpp"

namespace regimes {

/// How a ReLU network starts: every parameter is alpha times an independent draw.
struct ReluNetworkStart {
    /// Of the draws.
    enum class Distribution {
        pytorch_uniform,  ///< weights and biases U(-a, a), a = 1 / sqrt(fan_in): nn.Linear's own
        he_uniform,       ///< weights U(-a, a), a = sqrt(6 / fan_in); biases 0
        he_normal,        ///< weights N(0, 2 / fan_in); biases 0
    };

    ReluShape shape;                                            ///< before doubling
    Distribution distribution = Distribution::pytorch_uniform;  ///< of the draws
    double log_alpha = 0.0;  ///< natural logarithm of alpha, |log_alpha| <= 708
    bool unbiased = false;   ///< two copies of every hidden unit whose outputs cancel: F(w) = 0
    std::uint64_t seed = 0;  ///< of the random stream
};

/// The shape of the network that starts so: hidden widths twice those of `shape` if unbiased.
ReluShape model_shape(const ReluNetworkStart& start);

/// The parameters, laid out as `ReluShape` says.
///
/// Unbiased, the network is g - g' with two equal copies of the drawn network g: W_1 = (W; W),
/// W_l = diag(W, W), the last layer (W, -W) with bias 0; fan_in is that of g. The blocks of 0 that
/// join the copies (depth >= 3) are parameters like others, and training moves them. Each layer has
/// a stream of its own, drawn column by column, bias last. Parameters below 1e-308 underflow with
/// alpha. Errors: std::invalid_argument for a shape or alpha outside its domain, and for an
/// unbiased start without a hidden layer.
/// Source: He, Zhang, Ren, Sun (2015); Woodworth et al. (2020), sections 2 and 7.
Vector relu_network_start(const ReluNetworkStart& start);

}  // namespace regimes
