// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/matrix_factorization_start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/models/argument_check.hpp"

namespace regimes {

namespace {

void check(const MatrixFactorizationStart& start) {
    require_positive_count("rows", start.rows);
    require_positive_count("cols", start.cols);
    require_positive_count("columns", start.columns);
    const Index longest = std::max(start.rows, start.cols);
    if (start.shape == MatrixFactorizationStart::Shape::identity && start.columns < longest) {
        throw std::invalid_argument(
            fmt::format("columns: {} given, at least {} expected, the larger of rows and cols: an "
                        "identity with fewer columns has empty rows",
                        start.columns, longest));
    }
}

/// U0 or V0, column by column.
Vector shape(const MatrixFactorizationStart& start, Index rows, std::string_view purpose) {
    if (start.shape == MatrixFactorizationStart::Shape::identity) {
        Vector identity = Vector::Zero(rows * start.columns);
        for (Index i = 0; i < rows; ++i) identity[i * rows + i] = 1.0;
        return identity;
    }
    const bool scaled = start.variance == MatrixFactorizationStart::Variance::one_over_columns;
    const double deviation = scaled ? 1.0 / std::sqrt(static_cast<double>(start.columns)) : 1.0;
    return deviation * RandomStream(start.seed, purpose).normals(rows * start.columns);
}

}  // namespace

Index model_width(const MatrixFactorizationStart& start) {
    return start.unbiased ? 2 * start.columns : start.columns;
}

Vector matrix_factorization_start(const MatrixFactorizationStart& start) {
    check(start);
    const double alpha = alpha_from_log(start.log_alpha);
    const Vector left = alpha * shape(start, start.rows, "U0");
    const Vector right = alpha * shape(start, start.cols, "V0");
    Vector w((start.rows + start.cols) * model_width(start));
    if (start.unbiased) {
        w << left, left, right, -right;
    } else {
        w << left, right;
    }
    return w;
}

}  // namespace regimes
