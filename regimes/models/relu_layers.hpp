// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

/// The shape of a dense ReLU network, and where its parameters lie in one vector.
///
/// widths = (inputs, units of the first hidden layer, ..., outputs): depth D = widths.size() - 1
/// layers of weights. Parameters, layer by layer: W_l (widths[l] x widths[l - 1]) column by column,
/// then, with biases, b_l (widths[l]).
struct ReluShape {
    std::vector<Index> widths;  ///< inputs, hidden units by layer, outputs
    bool biases = false;        ///< of every layer

    /// Inputs of a sample.
    Index inputs() const { return widths.front(); }
    /// Outputs of a sample.
    Index outputs() const { return widths.back(); }
    /// D, at least 1.
    Index depth() const { return static_cast<Index>(widths.size()) - 1; }
    /// p.
    Index parameters() const;
};

/// Throws std::invalid_argument for fewer than two widths and for one below 1.
void validate(const ReluShape& shape);

/// One layer of weights: its sizes, and where W and b start.
struct ReluLayer {
    Index inputs = 0;   ///< columns of W
    Index outputs = 0;  ///< rows of W
    Index weights = 0;  ///< where W starts in w
    Index bias = -1;    ///< -1: none
};

/// The D layers, from the inputs on. Errors: as validate.
std::vector<ReluLayer> relu_layers(const ReluShape& shape);

}  // namespace regimes
