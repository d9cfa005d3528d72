// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/models/linear_inputs.hpp"
#include "regimes/models/model.hpp"

namespace regimes {

/// The u*v form of the depth-2 diagonal network: linear regression whose coefficients are products.
///
///     f(w) = X beta_w,   beta_w = u .* v   (entry by entry)
///
/// With u = w_+ + w_-, v = w_+ - w_- its coefficients are w_+^2 - w_-^2, and its gradient flow
/// follows that of the `DiagonalNetwork` of depth 2 at half the speed.
/// Shapes: X is N x d; w = (u, v) in R^2d; one output for each sample. Domain: all of R^2d.
/// Errors: std::invalid_argument for an empty X and for sizes that disagree.
/// Source: Even, Pesme, Gunasekar, Flammarion (2023), (S)GD over diagonal linear networks.
class HadamardNetwork final : public Model {
public:
    /// On the samples that are the rows of X.
    explicit HadamardNetwork(LinearInputs x) : x_(std::move(x)) {}

    /// As in the list of models.
    std::string_view name() const override { return "hadamard_network"; }
    Index parameters() const override { return 2 * x_.features(); }
    Index samples() const override { return x_.samples(); }
    Index outputs() const override { return x_.samples(); }
    double degree() const override { return 2.0; }

    void evaluate(ConstVectorRef w, VectorRef f) const override;
    void jacobian_times(ConstVectorRef w, ConstVectorRef v, VectorRef out) const override;
    std::unique_ptr<OutputCombination> combination(ConstVectorRef w,
                                                   ConstVectorRef u) const override;
    Matrix structured_kernel(ConstVectorRef w) const override;
    std::unique_ptr<Model> subset(const std::vector<Index>& samples) const override;

    /// d.
    Index features() const { return x_.features(); }
    /// X.
    const LinearInputs& inputs() const { return x_; }
    /// beta_w in R^d.
    Vector coefficients(ConstVectorRef w) const;

private:
    LinearInputs x_;
};

}  // namespace regimes
