// SPDX-License-Identifier: BSD-3-Clause
// The family of models f(w) on an explicit parameter vector. Training, kernels and diagnostics are
// written once against this interface.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "regimes/core/types.hpp"
#include "regimes/models/tangent_factor.hpp"

namespace regimes {

/// The scalar function phi(w) = <u, f(w)> at one point w: what losses differentiate. It views w,
/// which must outlive it.
class OutputCombination {
public:
    virtual ~OutputCombination() = default;
    /// J(w)^T u; out in R^p.
    virtual void gradient(VectorRef out) const = 0;
    /// (sum_k u_k Hessian of f_k at w) v: the derivative of J(w)^T u in the direction v; out in
    /// R^p.
    virtual void hessian_times(ConstVectorRef v, VectorRef out) const = 0;
};

/// A model bound to its inputs: a smooth (almost everywhere) map f from parameters to the outputs
/// on all samples.
///
/// Shapes: w in R^p, p = parameters(); f(w) in R^m, m = outputs() = samples() x outputs per sample,
/// sample by sample. J(w) is the m x p Jacobian; it is never formed. All functions are const, keep
/// no state between calls, and may be called from several threads. The same parameters on other
/// inputs (test data, a batch) are another Model.
class Model {
public:
    virtual ~Model() = default;

    /// As in the list of models.
    virtual std::string_view name() const = 0;
    /// p.
    virtual Index parameters() const = 0;
    /// Number of samples N.
    virtual Index samples() const = 0;
    /// m, a multiple of samples().
    virtual Index outputs() const = 0;
    /// D with f(c w) = c^D f(w) for every c > 0; NaN for a model without such a D.
    virtual double degree() const = 0;

    /// f(w).
    virtual void evaluate(ConstVectorRef w, VectorRef f) const = 0;
    /// J(w) v; v in R^p, out in R^m.
    virtual void jacobian_times(ConstVectorRef w, ConstVectorRef v, VectorRef out) const = 0;
    /// <u, f> at w; u in R^m.
    virtual std::unique_ptr<OutputCombination> combination(ConstVectorRef w,
                                                           ConstVectorRef u) const = 0;
    /// The tangent kernel J(w) J(w)^T, m x m, lower triangle, where the structure of the model
    /// gives it for much less than m products with J^T; empty otherwise.
    virtual Matrix structured_kernel(ConstVectorRef /*w*/) const { return {}; }
    /// The tangent features of all samples as outer products, layer by layer, where the model has
    /// layers that give them so; empty otherwise.
    virtual TangentFactors tangent_factors(ConstVectorRef /*w*/) const { return {}; }
    /// The shapes of these factors.
    virtual std::vector<FactorShape> factor_shapes() const { return {}; }

    /// The same model on these samples only, in this order; indices in [0, samples()).
    virtual std::unique_ptr<Model> subset(const std::vector<Index>& samples) const = 0;

    /// J(w)^T u; u in R^m, out in R^p.
    void jacobian_transposed_times(ConstVectorRef w, ConstVectorRef u, VectorRef out) const {
        combination(w, u)->gradient(out);
    }

    /// f(w) as a value.
    Vector operator()(ConstVectorRef w) const {
        Vector f(outputs());
        evaluate(w, f);
        return f;
    }
};

}  // namespace regimes
