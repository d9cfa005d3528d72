// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/stable_step_size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"

namespace regimes {

namespace {

constexpr int most_iterations = 1000;
constexpr double least_growth = 1e-6;

void require(bool fine, const char* argument, Index value, const std::string& expected) {
    if (fine) return;
    throw std::invalid_argument(
        fmt::format("{}: {} given, {} expected", argument, value, expected));
}

void check(const Matrix& kernel, const StepSizeProblem& problem) {
    require(problem.outputs >= 1, "outputs", problem.outputs, "at least 1");
    require(kernel.rows() % problem.outputs == 0, "rows of kernel", kernel.rows(),
            fmt::format("a multiple of {}, the outputs of a sample,", problem.outputs));
    require(problem.samples >= 1, "samples", problem.samples, "at least 1");
    require(problem.batch_size >= 0 && problem.batch_size <= problem.samples, "batch_size",
            problem.batch_size, fmt::format("0 to {}", problem.samples));
    if (problem.curvature > 0.0 && std::isfinite(problem.curvature)) return;
    throw std::invalid_argument(
        fmt::format("curvature: {} given, a positive finite number expected", problem.curvature));
}

/// s: how much single samples count in a batch drawn without replacement.
double single_share(const StepSizeProblem& problem) {
    const auto samples = static_cast<double>(problem.samples);
    const auto batch = static_cast<double>(problem.batch_size);
    if (problem.batch_size == 0 || problem.batch_size == problem.samples) return 0.0;
    return (samples - batch) / (batch * (samples - 1.0));
}

/// beta.
double largest_of_single_samples(const Matrix& kernel, Index outputs) {
    double largest = 0.0;
    for (Index at = 0; at < kernel.rows(); at += outputs) {
        largest = std::max(largest, largest_eigenvalue(kernel.block(at, at, outputs, outputs)));
    }
    return largest;
}

}  // namespace

double largest_eigenvalue(const Matrix& matrix) {
    require(matrix.rows() >= 1, "rows of matrix", matrix.rows(), "at least 1");
    require(matrix.cols() == matrix.rows(), "columns of matrix", matrix.cols(),
            fmt::format("{}, as many as rows,", matrix.rows()));
    const double scale = matrix.cwiseAbs().maxCoeff();
    if (!std::isfinite(matrix.sum())) {
        throw std::invalid_argument(
            "matrix: an entry that is not finite given, finite numbers expected");
    }
    if (scale == 0.0) return 0.0;
    Vector along = RandomStream(0, "power iteration").normals(matrix.rows()).normalized();
    double value = 0.0;
    for (int k = 0; k < most_iterations; ++k) {
        const Vector next = matrix * along / scale;
        const double before = value;
        value = along.dot(next);
        const double norm = next.norm();
        if (norm == 0.0) return 0.0;
        along = next / norm;
        if (value - before <= least_growth * value) break;
    }
    return value * scale;
}

double stable_step_size(const Matrix& kernel, const StepSizeProblem& problem) {
    check(kernel, problem);
    const double share = single_share(problem);
    const double samples = static_cast<double>(kernel.rows() / problem.outputs);
    double sharpness = (1.0 - share) * largest_eigenvalue(kernel) / samples;
    if (share > 0.0) sharpness += share * largest_of_single_samples(kernel, problem.outputs);
    return 2.0 / (problem.curvature * sharpness);
}

}  // namespace regimes
