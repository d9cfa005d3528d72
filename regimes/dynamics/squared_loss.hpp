// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/models/model.hpp"

namespace regimes {

/// The squared loss of a model, with its derivatives; remembers the residual where it was last
/// asked for, so that value, gradient and Hessian at one point cost one evaluation.
///
///   L(w) = ||f(w) - y||_2^2,   grad L = 2 J^T (f - y),
///   Hessian v = 2 (J^T J v + Hessian of <f - y, f> v)      (no 1/2, no 1/N)
///
/// Shapes: y in R^m; w, v, out in R^p. Not for use from several threads. The model must outlive it.
/// Errors: std::invalid_argument if y does not fit the model or holds an entry not finite.
class SquaredLoss {
public:
    SquaredLoss(const Model& model, ConstVectorRef y);

    /// ||f(w) - y|| / ||y||; the plain norm if y = 0.
    double relative_residual(ConstVectorRef w);
    /// The one at the point where anything was last asked for.
    double last_relative_residual() const { return residual_.norm() / unit_; }
    void gradient(ConstVectorRef w, VectorRef out);
    void hessian_times(ConstVectorRef w, ConstVectorRef v, VectorRef out);

    /// How far each entry goes, roughly, until y is fitted if w hardly moves: along the gradient,
    /// ||r||^2 / ||J^T r|| spread over all entries. Infinite where the gradient vanishes.
    double motion(ConstVectorRef w);

    /// The largest |eigenvalue| of the Hessian at w, by power iteration from a fixed start; a
    /// lower estimate, usually within a few percent. Gradient descent near w is stable for steps
    /// below 2 / sharpness.
    double sharpness(ConstVectorRef w, int iterations = 50);

    /// Throws std::invalid_argument if the start does not fit the model or is not finite.
    void check_start(ConstVectorRef start) const;

private:
    void find_residual(ConstVectorRef w);
    const OutputCombination& pulled();

    const Model& model_;
    Vector y_;
    double unit_;
    Vector at_;
    Vector residual_;
    Vector change_;
    Vector curved_;
    std::unique_ptr<OutputCombination> pulled_;  ///< views at_
};

}  // namespace regimes
