// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/relu_pass.hpp"

#include <utility>

#include "regimes/numerics/rectifier.hpp"

namespace regimes {

ReluPass::ReluPass(const ReluShape& shape, const MatrixView& x, Index first, Index count,
                   ConstVectorRef w)
    : x_(x),
      first_(first),
      count_(count),
      w_(w),
      layers_(relu_layers(shape)),
      results_(layers_.size()) {
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        apply(l, results_[l]);
        if (l + 1 == layers_.size()) break;
        rectify(results_[l].data(), results_[l].size());
    }
}

GemmFactor<double> ReluPass::inputs(std::size_t layer) const {
    if (layer > 0) return {results_[layer - 1].data(), results_[layer - 1].rows(), false};
    const bool by_rows = x_.order == MatrixView::Order::rows;
    return {x_.data + first_ * (by_rows ? x_.stride : 1), x_.stride, !by_rows};
}

Matrix ReluPass::take_inputs(std::size_t layer) {
    if (layer > 0) return std::move(results_[layer - 1]);
    using Stored = Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>;
    const GemmFactor<double> x = inputs(0);
    const Eigen::OuterStride<> stride(x.stride);
    if (x.transposed) return Stored(x.data, count_, x_.cols, stride).transpose();
    return Stored(x.data, x_.cols, count_, stride);
}

/// The bias, where there is one, is what the product is added to.
void ReluPass::multiply(ConstVectorRef w, std::size_t layer, const GemmFactor<double>& a,
                        double keep, Matrix& out) const {
    const ReluLayer& at = layers_[layer];
    if (keep == 0.0) {
        out.resize(at.outputs, count_);
        if (at.bias >= 0) out.colwise() = w.segment(at.bias, at.outputs);
    }
    gemm<double>(at.outputs, count_, at.inputs, 1.0, {w.data() + at.weights, at.outputs, false}, a,
                 at.bias >= 0 ? 1.0 : keep, out.data(), at.outputs);
}

void ReluPass::apply(std::size_t layer, Matrix& z) const {
    multiply(w_, layer, inputs(layer), 0.0, z);
}

std::vector<Matrix> ReluPass::change_of_results(ConstVectorRef v) const {
    std::vector<Matrix> changes(layers_.size());
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        multiply(v, l, inputs(l), 0.0, changes[l]);
        if (l > 0) multiply(w_, l, {changes[l - 1].data(), changes[l - 1].rows()}, 1.0, changes[l]);
        if (l + 1 < layers_.size()) mask(l, 1, changes[l]);
    }
    return changes;
}

std::vector<Matrix> ReluPass::back_propagate(Matrix last, Index repeat) const {
    std::vector<Matrix> deltas(layers_.size());
    deltas.back() = std::move(last);
    for (std::size_t l = deltas.size() - 1; l > 0; --l) {
        pull_back(w_.data(), l, deltas[l], 0.0, deltas[l - 1]);
        mask(l - 1, repeat, deltas[l - 1]);
    }
    return deltas;
}

void ReluPass::pull_back(const double* w, std::size_t layer, const Matrix& deltas, double keep,
                         Matrix& out) const {
    const ReluLayer& at = layers_[layer];
    out.resize(at.inputs, deltas.cols());
    gemm<double>(at.inputs, deltas.cols(), at.outputs, 1.0, {w + at.weights, at.outputs, true},
                 {deltas.data(), deltas.rows()}, keep, out.data(), out.rows());
}

void ReluPass::mask(std::size_t layer, Index repeat, Matrix& deltas) const {
    for (Index k = 0; k < deltas.cols(); ++k) {
        mask_off(results_[layer].col(k / repeat).data(), deltas.col(k).data(), deltas.rows());
    }
}

}  // namespace regimes
