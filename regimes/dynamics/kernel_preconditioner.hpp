// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/models/model.hpp"
#include "regimes/numerics/spd_solver.hpp"

namespace regimes {

/// Newton's systems of gradient flows without the Hessians of the outputs, (I + 2 gamma J^T J) z =
/// b, by way of the tangent kernel K = J J^T:
///
///     z = b - 2 gamma J^T (I + 2 gamma K)^{-1} J b
///
/// J^T J is all that is stiff in dw/dt = -2 J^T (f - y): what is left out vanishes with f - y.
/// Cost: N^3 / 3 operations to prepare; N^2 and a product with each of J and J^T to apply.
class KernelPreconditioner {
public:
    /// The model must outlive this object.
    explicit KernelPreconditioner(const Model& model) : model_(model), rows_(model.outputs()) {}
    virtual ~KernelPreconditioner() = default;

    /// True if this model has a structured kernel, of a size worth factoring.
    static bool suits(const Model& model, ConstVectorRef w);

    virtual void prepare(double gamma, ConstVectorRef w);
    void precondition(ConstVectorRef b, VectorRef z);

protected:
    /// v = (I + 2 gamma K)^{-1} v.
    virtual void solve(VectorRef v) const { solver_.solve(v); }
    /// Factors I + 2 gamma K, of which the lower triangle is given as K.
    void factor(Matrix kernel);
    void move_to(double gamma, ConstVectorRef w);
    double gamma() const { return gamma_; }

private:
    const Model& model_;
    double gamma_ = 0.0;
    Vector at_;
    Vector rows_;
    SpdSolver solver_;
};

}  // namespace regimes
