// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/models/matrix_measurements.hpp"
#include "regimes/models/model.hpp"

namespace regimes {

/// Measurements of a matrix in factored form.
///
///     f_n(w) = <X_n, U V^T>,   U in R^(d1 x k), V in R^(d2 x k)
///
/// Shapes: w in R^((d1 + d2) k) holds U, then V, each column by column; one output for each
/// measurement. Domain: all w; k >= 1, with no relation to d1 and d2. Costs are those of the
/// `MatrixMeasurements`; observed entries never cost d1 d2.
/// Errors: std::invalid_argument for no measurements, k < 1, and sizes that disagree.
/// Source: Woodworth et al. (2020), section 6.
class MatrixFactorization final : public Model {
public:
    /// Error: std::invalid_argument for a width below 1.
    MatrixFactorization(std::shared_ptr<const MatrixMeasurements> x, Index width);

    /// As in the list of models.
    std::string_view name() const override { return "matrix_factorization"; }
    Index parameters() const override { return (rows() + cols()) * width_; }
    Index samples() const override { return x_->count(); }
    Index outputs() const override { return x_->count(); }
    double degree() const override { return 2.0; }

    void evaluate(ConstVectorRef w, VectorRef f) const override;
    void jacobian_times(ConstVectorRef w, ConstVectorRef v, VectorRef out) const override;
    std::unique_ptr<OutputCombination> combination(ConstVectorRef w,
                                                   ConstVectorRef u) const override;
    Matrix structured_kernel(ConstVectorRef w) const override;
    std::unique_ptr<Model> subset(const std::vector<Index>& samples) const override;

    /// d1.
    Index rows() const { return x_->rows(); }
    /// d2.
    Index cols() const { return x_->cols(); }
    /// k.
    Index width() const { return width_; }
    /// X.
    const MatrixMeasurements& measurements() const { return *x_; }

    /// A copy of U.
    Matrix left(ConstVectorRef w) const;
    /// A copy of V.
    Matrix right(ConstVectorRef w) const;
    /// U V^T, d1 x d2; 2 d1 d2 k operations.
    Matrix product(ConstVectorRef w) const;

private:
    std::shared_ptr<const MatrixMeasurements> x_;
    Index width_;
};

}  // namespace regimes
