// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/models/linear_inputs.hpp"
#include "regimes/models/model.hpp"

namespace regimes {

/// The diagonal linear network of depth D: linear regression whose coefficients are differences of
/// D-th powers.
///
///     f(w) = X beta_w,   beta_w = w_+^D - w_-^D   (entry by entry)
///
/// Shapes: X is N x d; w = (w_+, w_-) in R^2d; one output for each sample.
/// Domain: depth >= 2, any real number. For integer D, w^D is the ordinary power, so a negative
/// weight gives a negative power at odd D. For other D weights must be >= 0 (gradient flow from
/// positive weights keeps them positive) and a negative one gives NaN.
/// Error bound: powers have a relative error of at most D 2^-52; a difference of nearly equal
/// powers keeps their absolute error. Powers below 1e-308 underflow: beta is then 0, rightly, but
/// so is the gradient, D w^(D-1), and training stands still.
/// Errors: std::invalid_argument for a depth outside its domain, an empty X, sizes that disagree.
/// Source: Woodworth et al. (2020), sections 4 (depth 2) and 5.
class DiagonalNetwork final : public Model {
public:
    /// Error: std::invalid_argument for a depth outside its domain.
    explicit DiagonalNetwork(LinearInputs x, double depth = 2.0);

    /// As in the list of models.
    std::string_view name() const override { return "diagonal_network"; }
    Index parameters() const override { return 2 * x_.features(); }
    Index samples() const override { return x_.samples(); }
    Index outputs() const override { return x_.samples(); }
    double degree() const override { return depth_; }

    void evaluate(ConstVectorRef w, VectorRef f) const override;
    void jacobian_times(ConstVectorRef w, ConstVectorRef v, VectorRef out) const override;
    std::unique_ptr<OutputCombination> combination(ConstVectorRef w,
                                                   ConstVectorRef u) const override;
    Matrix structured_kernel(ConstVectorRef w) const override;
    std::unique_ptr<Model> subset(const std::vector<Index>& samples) const override;

    /// D.
    double depth() const { return depth_; }
    /// d.
    Index features() const { return x_.features(); }
    /// X.
    const LinearInputs& inputs() const { return x_; }
    /// beta_w in R^d.
    Vector coefficients(ConstVectorRef w) const;

private:
    LinearInputs x_;
    double depth_;
};

/// The parameters alpha (plus, minus) in R^2d at which a diagonal network starts.
///
/// Shapes: plus, minus in R^d, d = features; empty means all ones for plus, and plus for minus (the
/// unbiased start of the paper, beta = 0). The conventions are those of `Initialization`.
/// Domain: plus, minus positive and finite; |log_alpha| <= 708, since here alpha, the natural
/// exponential of log_alpha, must be a number. The network's powers of it underflow much earlier:
/// at depth D, gradients D w^(D-1) are 0 below log_alpha = -745 / (D-1).
/// Errors: std::invalid_argument naming the argument; also where alpha plus or alpha minus is 0
/// (training would never leave it) or infinite.
Vector diagonal_network_start(Index features, double log_alpha, const Vector& plus = {},
                              const Vector& minus = {});

}  // namespace regimes
