// SPDX-License-Identifier: BSD-3-Clause
// The passes through a ReLU network that its outputs and derivatives are made of.
#pragma once

#include "regimes/core/matrix_view.hpp"
#include "regimes/models/relu_layers.hpp"
#include "regimes/numerics/gemm.hpp"

namespace regimes {

/// Some samples in the layers of a network: matrices with one column for each sample.
class ReluPass {
public:
    /// Runs the rows [first, first + count) of x (N x widths[0]) forward; views x and w.
    ReluPass(const ReluShape& shape, const MatrixView& x, Index first, Index count,
             ConstVectorRef w);

    const std::vector<ReluLayer>& layers() const { return layers_; }
    /// a_(l+1) of a hidden layer, z_D of the last; layers count from 0 here. A hidden unit is on
    /// where its entry is > 0.
    const Matrix& results(std::size_t layer) const { return results_[layer]; }
    /// z_D, outputs x samples.
    const Matrix& outputs() const { return results_.back(); }
    /// What the layer multiplies, as a factor of a product.
    GemmFactor<double> inputs(std::size_t layer) const;
    /// The same as a matrix, which is gone from the pass then.
    Matrix take_inputs(std::size_t layer);
    /// z = W a + b of the layer, before the ReLU.
    void apply(std::size_t layer, Matrix& z) const;

    /// The derivatives of all results in the direction v of w.
    std::vector<Matrix> change_of_results(ConstVectorRef v) const;
    /// The derivatives of <u, z_D> by the results of the layers before their ReLU, from u, the last
    /// one's: `repeat` columns for each sample.
    std::vector<Matrix> back_propagate(Matrix last, Index repeat) const;
    /// out = W^T deltas + keep out, with the W of any parameter vector.
    void pull_back(const double* w, std::size_t layer, const Matrix& deltas, double keep,
                   Matrix& out) const;
    /// Sets the entries of `deltas` to 0 where the hidden layer's unit is off.
    void mask(std::size_t layer, Index repeat, Matrix& deltas) const;

private:
    /// out += W a with the W of any parameter vector, or out = W a + bias.
    void multiply(ConstVectorRef w, std::size_t layer, const GemmFactor<double>& a, double keep,
                  Matrix& out) const;

    MatrixView x_;
    Index first_;
    Index count_;
    ConstVectorRef w_;
    std::vector<ReluLayer> layers_;
    std::vector<Matrix> results_;
};

}  // namespace regimes
