// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/models/relu_layers.hpp"

namespace regimes {

/// A ReLU network that takes steps of gradient descent in place, for Scalar float or double.
///
/// Holds the parameters as `ReluShape` lays them out, and the units of up to `most` samples;
/// nothing is allocated after construction where the products are small (see gemm.hpp).
template <typename Scalar>
class NetworkDescent {
public:
    NetworkDescent(const ReluShape& shape, ConstVectorRef w, Index most, int threads);

    /// The outputs of `count` samples x, one in each column without gaps; outputs x count. Both
    /// stay as they are until step(), which reads x and, in place of the outputs, the derivatives
    /// of the loss by them.
    Scalar* forward(const Scalar* x, Index count);

    /// w <- w - size grad, for the samples of the last forward().
    void step(Scalar size);

    const std::vector<Scalar>& parameters() const { return w_; }

private:
    struct Layer : ReluLayer {
        std::vector<Scalar> results;  ///< after the ReLU, if hidden
    };

    const Scalar* inputs(std::size_t layer) const {
        return layer == 0 ? x_ : layers_[layer - 1].results.data();
    }
    void pull_back(std::size_t layer, const Scalar* deltas, Scalar* before);
    void update(std::size_t layer, const Scalar* deltas, Scalar size);

    std::vector<Layer> layers_;
    std::vector<Scalar> deltas_[2];  ///< by what goes into the ReLU, of one layer and the next
    std::vector<Scalar> w_;
    const Scalar* x_ = nullptr;
    Index count_ = 0;
    int threads_;
};

}  // namespace regimes
