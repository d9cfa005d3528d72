// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/linearized_training.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "regimes/models/argument_check.hpp"
#include "regimes/numerics/symmetric_eigen.hpp"

namespace regimes {

namespace {

void require_finite(bool finite, const char* argument) {
    if (finite) return;
    throw std::invalid_argument(
        fmt::format("{}: an entry that is not finite given, finite numbers expected", argument));
}

}  // namespace

LinearizedTraining::LinearizedTraining(const Matrix& kernel, ConstVectorRef start_outputs,
                                       ConstVectorRef y)
    : start_outputs_(start_outputs), y_(y) {
    require_positive_count("rows of kernel", kernel.rows());
    require_size("columns of kernel", kernel.cols(), kernel.rows());
    require_size("start_outputs", start_outputs.size(), kernel.rows());
    require_size("y", y.size(), kernel.rows());
    const Matrix lower = kernel.triangularView<Eigen::Lower>();
    require_finite(lower.allFinite(), "kernel");
    require_finite(start_outputs.allFinite(), "start_outputs");
    require_finite(y.allFinite(), "y");
    SymmetricEigen eigen = symmetric_eigen(lower);
    const auto size = static_cast<double>(kernel.rows());
    const double least = 0x1p-52 * size * eigen.values.cwiseAbs().maxCoeff();
    values_ = (eigen.values.array() > least).select(eigen.values, 0.0);
    vectors_ = std::move(eigen.vectors);
    gaps_ = vectors_.transpose() * (y_ - start_outputs_);
}

void LinearizedTraining::check(double time) const {
    if (time >= 0.0) return;
    throw std::invalid_argument(fmt::format("time: {} given, a number >= 0 expected", time));
}

double LinearizedTraining::share_learnt(Index i, double time) const {
    return values_[i] > 0.0 ? -std::expm1(-2.0 * time * values_[i]) : 0.0;
}

Vector LinearizedTraining::coefficients(double time) const {
    check(time);
    Vector along(values_.size());
    for (Index i = 0; i < along.size(); ++i) {
        along[i] = values_[i] > 0.0 ? share_learnt(i, time) / values_[i] * gaps_[i] : 0.0;
    }
    return vectors_ * along;
}

Vector LinearizedTraining::outputs(double time) const {
    check(time);
    Vector along(values_.size());
    for (Index i = 0; i < along.size(); ++i) along[i] = share_learnt(i, time) * gaps_[i];
    return start_outputs_ + vectors_ * along;
}

Vector LinearizedTraining::outputs(const Matrix& cross_kernel, ConstVectorRef start_outputs,
                                   double time) const {
    require_size("columns of cross_kernel", cross_kernel.cols(), y_.size());
    require_size("start_outputs", start_outputs.size(), cross_kernel.rows());
    return start_outputs + cross_kernel * coefficients(time);
}

double LinearizedTraining::loss(double time) const {
    check(time);
    double sum = 0.0;
    for (Index i = 0; i < gaps_.size(); ++i) {
        const double left = values_[i] > 0.0 ? std::exp(-2.0 * time * values_[i]) : 1.0;
        sum += left * left * gaps_[i] * gaps_[i];
    }
    return sum;
}

}  // namespace regimes
