// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/models/linear_inputs.hpp"
#include "regimes/models/model.hpp"
#include "regimes/models/relu_layers.hpp"

namespace regimes {

/// The dense ReLU network (multilayer perceptron) of any depth and width.
///
///     a_0 = x,   z_l = W_l a_(l-1) + b_l,   a_l = max(z_l, 0) for l < D,   f(w, x) = z_D
///
/// Shapes: X is N x widths[0]; w as `ReluShape` lays it out; m = N widths[D], sample by sample.
/// Derivatives: those of the linear piece that w lies in, with slope 0 where a z is exactly 0. They
/// are exact while no z of a hidden unit changes sign; `distance_to_kink` says how near that is.
/// The degree of homogeneity is D without biases. With biases f is not homogeneous in w (b_l
/// counts for fewer layers than W_1), so `degree` is NaN.
/// Costs: 2 p N operations for the outputs, 6 p N for `combination` with one gradient, 8 p N more
/// for each product with the curvature, all in BLAS-3. `combination` keeps N times the number of
/// units (twice); the outputs are computed some hundred samples at a time.
/// Errors: std::invalid_argument for an empty X, a width below 1, fewer than two widths, widths[0]
/// other than the columns of X, and sizes that disagree.
/// Source: Woodworth et al. (2020), section 7.
class ReluNetwork final : public Model {
public:
    /// Errors: std::invalid_argument as `validate(shape)`, and where X has other features.
    ReluNetwork(LinearInputs x, ReluShape shape);

    /// As in the list of models.
    std::string_view name() const override { return "relu_network"; }
    Index parameters() const override { return shape_.parameters(); }
    Index samples() const override { return x_.samples(); }
    Index outputs() const override { return x_.samples() * shape_.outputs(); }
    double degree() const override;

    void evaluate(ConstVectorRef w, VectorRef f) const override;
    void jacobian_times(ConstVectorRef w, ConstVectorRef v, VectorRef out) const override;
    std::unique_ptr<OutputCombination> combination(ConstVectorRef w,
                                                   ConstVectorRef u) const override;
    /// Sum over the layers of (A^T A + 1[bias]) o (Delta^T Delta).
    Matrix structured_kernel(ConstVectorRef w) const override;
    /// With biases, the inputs of each layer have a last entry 1.
    TangentFactors tangent_factors(ConstVectorRef w) const override;
    std::vector<FactorShape> factor_shapes() const override;
    std::unique_ptr<Model> subset(const std::vector<Index>& samples) const override;

    /// Of its layers.
    const ReluShape& shape() const { return shape_; }
    /// The least |z| of a hidden unit over all samples; infinite without hidden units.
    double distance_to_kink(ConstVectorRef w) const;

private:
    LinearInputs x_;
    ReluShape shape_;
};

}  // namespace regimes
