// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "regimes/core/types.hpp"

namespace regimes {

/// How a matrix factorisation starts; the defaults are the paper's unbiased start with Gaussian
/// shapes.
///
/// Shapes: U0 is rows x columns, V0 is cols x columns. Unbiased, U(0) = alpha [U0, U0] and
/// V(0) = alpha [V0, -V0], so that U V^T = 0 and the model's width is 2 columns; otherwise
/// U(0) = alpha U0, V(0) = alpha V0 and the width is `columns`.
struct MatrixFactorizationStart {
    /// Of U0 and V0.
    enum class Shape {
        identity,  ///< U0, V0 the first rows of the identity; columns >= rows, cols
        gaussian,  ///< independent normal entries
    };
    /// Of Gaussian entries: 1, or 1 / columns.
    enum class Variance { one, one_over_columns };

    Index rows = 1;                 ///< d1 >= 1
    Index cols = 1;                 ///< d2 >= 1
    Index columns = 1;              ///< k >= 1, the columns of U0 and V0
    double log_alpha = 0.0;         ///< natural logarithm of alpha, |log_alpha| <= 708
    bool unbiased = true;           ///< two copies whose products cancel
    Shape shape = Shape::gaussian;  ///< of U0 and V0
    Variance variance = Variance::one_over_columns;  ///< of the Gaussian entries
    std::uint64_t seed = 0;                          ///< of the random stream
};

/// The width of the model that starts so: 2 columns if unbiased, else columns.
Index model_width(const MatrixFactorizationStart& start);

/// The parameters w = (U, V), each column by column, as `MatrixFactorization` reads them.
///
/// U0 and V0 have streams of their own, drawn column by column: a larger `columns` adds columns
/// and, at variance one, changes none. Parameters below 1e-308 underflow with alpha.
/// Errors: std::invalid_argument naming the first field outside its domain.
/// Source: Woodworth et al. (2020), section 6; Figures 4 (unbiased) and 6 (N(0, alpha^2) entries:
/// unbiased = false, variance one).
Vector matrix_factorization_start(const MatrixFactorizationStart& start);

}  // namespace regimes
