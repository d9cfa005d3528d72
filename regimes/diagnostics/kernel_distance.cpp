// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/kernel_distance.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace regimes {

namespace {

/// The norm, free of over- and underflow, of what may not be 0.
double positive_norm(const char* argument, ConstVectorRef entries) {
    const double norm = entries.stableNorm();
    if (norm > 0.0 && std::isfinite(norm)) return norm;
    throw std::invalid_argument(
        fmt::format("{}: its norm is {}, a positive finite number expected", argument, norm));
}

}  // namespace

double kernel_distance(const Matrix& kernel_start, const Matrix& kernel_end) {
    if (kernel_start.rows() != kernel_end.rows() || kernel_start.cols() != kernel_end.cols()) {
        throw std::invalid_argument(fmt::format(
            "kernel_end: {} x {} given, {} x {} expected, the shape of kernel_start",
            kernel_end.rows(), kernel_end.cols(), kernel_start.rows(), kernel_start.cols()));
    }
    const double norm = positive_norm("kernel_start", kernel_start.reshaped());
    return (kernel_end - kernel_start).reshaped().stableNorm() / norm;
}

double kernel_target_alignment(const Matrix& kernel, ConstVectorRef y) {
    if (kernel.rows() != y.size() || kernel.cols() != y.size()) {
        throw std::invalid_argument(
            fmt::format("kernel: {} x {} given, {} x {} expected, one row for each label",
                        kernel.rows(), kernel.cols(), y.size(), y.size()));
    }
    const double norm = positive_norm("kernel", kernel.reshaped());
    const Vector direction = y / positive_norm("y", y);
    return (kernel * direction / norm).dot(direction);
}

}  // namespace regimes
