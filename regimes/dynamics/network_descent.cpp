// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/network_descent.hpp"

#include <algorithm>

#include "regimes/numerics/gemm.hpp"
#include "regimes/numerics/rectifier.hpp"

namespace regimes {

template <typename Scalar>
NetworkDescent<Scalar>::NetworkDescent(const ReluShape& shape, ConstVectorRef w, Index most,
                                       int threads)
    : w_(static_cast<std::size_t>(w.size())), threads_(threads) {
    std::transform(w.begin(), w.end(), w_.begin(),
                   [](double entry) { return static_cast<Scalar>(entry); });
    for (const ReluLayer& layer : relu_layers(shape)) {
        const auto units = static_cast<std::size_t>(layer.outputs * most);
        layers_.push_back({layer, std::vector<Scalar>(units)});
        for (std::vector<Scalar>& deltas : deltas_) deltas.resize(std::max(units, deltas.size()));
    }
}

template <typename Scalar>
Scalar* NetworkDescent<Scalar>::forward(const Scalar* x, Index count) {
    x_ = x;
    count_ = count;
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        Layer& layer = layers_[l];
        Scalar* z = layer.results.data();
        const bool biased = layer.bias >= 0;
        if (biased) {
            const Scalar* bias = &w_[static_cast<std::size_t>(layer.bias)];
            for (Index n = 0; n < count; ++n) {
                std::copy_n(bias, layer.outputs, z + n * layer.outputs);
            }
        }
        gemm<Scalar>(layer.outputs, count, layer.inputs, 1,
                     {&w_[static_cast<std::size_t>(layer.weights)], layer.outputs},
                     {inputs(l), layer.inputs}, biased ? 1 : 0, z, layer.outputs, threads_);
        if (l + 1 == layers_.size()) break;
        rectify(z, layer.outputs * count);
    }
    return layers_.back().results.data();
}

/// The derivatives of the layer before, from those of this one.
template <typename Scalar>
void NetworkDescent<Scalar>::pull_back(std::size_t at, const Scalar* deltas, Scalar* before) {
    const Layer& layer = layers_[at];
    gemm<Scalar>(layer.inputs, count_, layer.outputs, 1,
                 {&w_[static_cast<std::size_t>(layer.weights)], layer.outputs, true},
                 {deltas, layer.outputs}, 0, before, layer.inputs, threads_);
    mask_off(inputs(at), before, layer.inputs * count_);
}

template <typename Scalar>
void NetworkDescent<Scalar>::update(std::size_t at, const Scalar* deltas, Scalar size) {
    const Layer& layer = layers_[at];
    gemm<Scalar>(layer.outputs, layer.inputs, count_, -size, {deltas, layer.outputs},
                 {inputs(at), layer.inputs, true}, 1, &w_[static_cast<std::size_t>(layer.weights)],
                 layer.outputs, threads_);
    if (layer.bias < 0) return;
    Scalar* bias = &w_[static_cast<std::size_t>(layer.bias)];
    for (Index n = 0; n < count_; ++n, deltas += layer.outputs) {
        for (Index i = 0; i < layer.outputs; ++i) bias[i] -= size * deltas[i];
    }
}

template <typename Scalar>
void NetworkDescent<Scalar>::step(Scalar size) {
    const Scalar* deltas = layers_.back().results.data();
    for (std::size_t l = layers_.size(); l-- > 0;) {
        Scalar* before = deltas_[l % 2].data();
        if (l > 0) pull_back(l, deltas, before);
        update(l, deltas, size);
        deltas = before;
    }
}

template class NetworkDescent<float>;
template class NetworkDescent<double>;

}  // namespace regimes
