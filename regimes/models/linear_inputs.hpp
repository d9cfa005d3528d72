// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <type_traits>
#include <vector>

#include "regimes/core/design_view.hpp"

namespace regimes {

/// The inputs X of a model that is linear in them, f(w) = X beta(w).
///
/// Shapes: X is N x d, one sample in each row, N, d >= 1, dense or sparse. Viewed in place, or held
/// by the copies of this object together. Products run on the calling thread and sum in an order
/// that depends on X alone. Errors: std::invalid_argument for an empty X.
class LinearInputs {
public:
    /// Views X, which must outlive this object and its copies.
    template <typename X>
    requires std::is_convertible_v<const X&, DesignView> LinearInputs(
        const X& x)  // NOLINT: implicit by intent
        : LinearInputs(nullptr, DesignView(x)) {}
    /// Keeps X.
    static LinearInputs owning(Matrix x);

    /// N.
    Index samples() const { return x_.rows; }
    /// d.
    Index features() const { return x_.cols; }
    /// X, as long as this or a copy lives.
    const DesignView& view() const { return x_; }

    /// out = X b; b in R^d, out in R^N.
    void multiply(ConstVectorRef b, VectorRef out) const;
    /// X^T u; u in R^N, the result in R^d.
    Vector multiply_transposed(ConstVectorRef u) const;

    /// X diag(weights) X^T, N x N, lower triangle; weights in R^d, >= 0.
    Matrix gram(const Vector& weights) const;

    /// A copy of these rows, in this order. Error: std::invalid_argument for an index outside
    /// [0, N) or an empty list.
    LinearInputs subset(const std::vector<Index>& samples) const;

private:
    LinearInputs(std::shared_ptr<const Matrix> owned, const DesignView& x);

    std::shared_ptr<const Matrix> owned_;
    DesignView x_;
};

}  // namespace regimes
