// SPDX-License-Identifier: BSD-3-Clause
// An intercept, and features of one scale: the problem that is then solved, and the way back.
//
//   intercept     X beta + b 1 = y   is   (X - 1 m^T) beta = y - mean(y),   m the means of the
//                 columns, with b = mean(y) - m^T beta, which no regulariser charges for
//   standardize   X beta = y   is   (X diag(1 / s)) g = y,   beta = g / s, s the deviations of the
//                 columns: the root mean squares of x - m over the N samples
//
// Both together: the columns are centred, then divided. The sum of centred rows is 0, so that what
// is left of it by rounding would count as an equation. The reflection that takes 1 to the first
// axis takes it to the first row: the others become x_n - x_1 / (1 + sqrt(N)), N - 1 rows with the
// same products X^T X, X^T y, and so with the same training. Of a sparse X only what is stored
// changes: rows 2 to N stay, and what is taken from all of them is a shift (see DesignView).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "regimes/core/design_view.hpp"
#include "regimes/studies/scaling_options.hpp"

namespace regimes {

/// Of each column, whatever its size: nothing overflows that the engine takes.
struct ColumnStatistics {
    Vector mean;       ///< to double precision
    Vector mean_rest;  ///< what the mean then lacks, so that offsets leave no error when centring
    Vector deviation;  ///< root of the mean of (x - mean)^2; exactly 0 for equal entries
};

/// True if all entries of a column are equal to rounding.
bool is_constant(const ColumnStatistics& columns, Index i);

/// Shapes: X is N x d, N >= 1. Three passes in the order of the storage.
ColumnStatistics column_statistics(const DesignView& x);

/// The problem in place of X beta = y. Without any option it is the same, and X is not copied.
class FeatureScaling {
public:
    /// X must outlive this.
    FeatureScaling(const DesignView& x, ConstVectorRef y, ScalingOptions options);
    FeatureScaling(const FeatureScaling&) = delete;
    FeatureScaling& operator=(const FeatureScaling&) = delete;

    const DesignView& x() const { return x_; }
    const Vector& y() const { return y_; }

    /// beta from g: both have d entries, and are the same unless standardised.
    Vector coefficients(Vector solved) const;
    /// b for this beta. The error is that of beta alone: the sum keeps twice the digits.
    double intercept(ConstVectorRef coefficients) const;
    /// Columns that are constant (to rounding). They are not divided, and an intercept does all
    /// that they could: beside one their coefficients are 0. Without any option none is looked for.
    const std::vector<Index>& constant_features() const { return constant_; }

private:
    void scale_dense();
    void scale_sparse();

    const ScalingOptions options_;
    DesignView x_;
    Vector y_;
    ColumnStatistics columns_;
    ColumnStatistics target_;
    Vector scales_;  ///< s; infinite where the coefficient is to be 0
    std::vector<Index> constant_;
    Vector scaled_x_;  ///< in the order of X
    SparseMatrix scaled_sparse_;
    RankOne shift_;
};

/// What becomes of features that are constant, in a line; none if there is none.
std::optional<std::string> constant_features_note(const std::vector<std::string>& names,
                                                  const std::vector<Index>& constant,
                                                  ScalingOptions options);

/// What to try, in a sentence each, where one of the options was not taken and should be looked at:
/// features that differ in size by more than `uneven_sizes`, or a y whose mean is more than its
/// standard deviation from 0, or features that were centred before. `same_unit`: the features
/// (pixels, say) are meant to be compared.
std::vector<std::string> scaling_advice(const DesignView& x, ConstVectorRef y,
                                        ScalingOptions options,
                                        const std::vector<std::string>& names, bool same_unit);
constexpr double uneven_sizes = 100.0;

}  // namespace regimes
