// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/sparse_regression.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"

namespace regimes {

namespace {

void check_count(const char* name, Index given) {
    if (given >= 1) return;
    throw std::invalid_argument(fmt::format("{}: {} given, at least 1 expected", name, given));
}

void check(const SparseRegressionOptions& options) {
    check_count("samples", options.samples);
    check_count("features", options.features);
    check_count("test_samples", options.test_samples);
    if (options.nonzeros < 1 || options.nonzeros > options.features) {
        throw std::invalid_argument(fmt::format("nonzeros: {} given, 1 to {} (features) expected",
                                                options.nonzeros, options.features));
    }
    if (!(options.noise >= 0.0) || !std::isfinite(options.noise)) {
        throw std::invalid_argument(
            fmt::format("noise: {} given, a finite number of at least 0 expected", options.noise));
    }
}

RowMatrix normal_rows(Index rows, Index cols, RandomStream stream) {
    RowMatrix x(rows, cols);
    for (Index n = 0; n < rows; ++n) {
        for (Index i = 0; i < cols; ++i) x(n, i) = stream.normal();
    }
    return x;
}

/// Summed in one order whatever the number of rows: a larger N changes no bit of the first labels.
Vector labels(const RowMatrix& x, const Vector& coefficients) {
    Vector y = Vector::Zero(x.rows());
    for (Index n = 0; n < x.rows(); ++n) {
        for (Index i = 0; i < x.cols(); ++i) y[n] += x(n, i) * coefficients[i];
    }
    return y;
}

}  // namespace

SparseRegression sparse_regression(const SparseRegressionOptions& options) {
    check(options);
    SparseRegression made;
    made.coefficients = Vector::Zero(options.features);
    made.coefficients.head(options.nonzeros)
        .setConstant(1.0 / std::sqrt(static_cast<double>(options.nonzeros)));

    RegressionProblem& problem = made.problem;
    const std::uint64_t seed = options.seed;
    problem.x = normal_rows(options.samples, options.features, RandomStream(seed, "x"));
    problem.y = labels(problem.x, made.coefficients) +
                options.noise * RandomStream(seed, "noise").normals(options.samples);
    problem.x_test =
        normal_rows(options.test_samples, options.features, RandomStream(seed, "test x"));
    problem.y_test = labels(problem.x_test, made.coefficients);
    return made;
}

}  // namespace regimes
