// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/balancedness.hpp"

#include <fmt/format.h>

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace regimes {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void require(const Model& model, ConstVectorRef start, ConstVectorRef end) {
    const auto check = [&](const char* argument, Index size) {
        if (size == model.parameters()) return;
        throw std::invalid_argument(
            fmt::format("{}: {} entries given, {} expected", argument, size, model.parameters()));
    };
    check("start", start.size());
    check("end", end.size());
    for (Index i = 0; i < start.size(); ++i) {
        if (std::isfinite(start[i])) continue;
        throw std::invalid_argument(
            fmt::format("start: entry {} is {}, a finite number expected", i, start[i]));
    }
}

void require_weights(ConstVectorRef start, bool depth_two) {
    for (Index i = 0; i < start.size(); ++i) {
        if (depth_two ? start[i] != 0.0 : start[i] > 0.0) continue;
        throw std::invalid_argument(fmt::format("start: entry {} is {}, a {} number expected", i,
                                                start[i], depth_two ? "non-zero" : "positive"));
    }
}

/// Relative change of p^(2-D) + m^(2-D) between (p, m) and (p_end, m_end), in units of the smaller
/// of p and m so that nothing underflows.
double change_of_sum(double depth, double p, double m, double p_end, double m_end) {
    if (!(p_end > 0.0 && m_end > 0.0)) return infinity;
    const double unit = std::min(p, m);
    const double exponent = 2.0 - depth;
    const double start = std::pow(p / unit, exponent) + std::pow(m / unit, exponent);
    const double end = std::pow(p_end / unit, exponent) + std::pow(m_end / unit, exponent);
    return std::fabs(end - start) / start;
}

double change_of_difference_of_squares(double u, double v, double u_end, double v_end) {
    const double unit = std::max(std::hypot(u, v), std::hypot(u_end, v_end));
    if (unit == 0.0) return 0.0;
    const double start = (u - v) / unit * ((u + v) / unit);
    const double end = (u_end - v_end) / unit * ((u_end + v_end) / unit);
    return std::fabs(end - start);
}

}  // namespace

double balancedness_drift(const DiagonalNetwork& model, ConstVectorRef start, ConstVectorRef end) {
    require(model, start, end);
    require_weights(start, model.depth() == 2.0);
    if (!end.allFinite()) return infinity;
    const Index d = model.features();
    double drift = 0.0;
    for (Index i = 0; i < d; ++i) {
        const double change =
            model.depth() == 2.0
                ? std::fabs(end[i] / start[i] * (end[d + i] / start[d + i]) - 1.0)
                : change_of_sum(model.depth(), start[i], start[d + i], end[i], end[d + i]);
        drift = std::max(drift, change);
    }
    return drift;
}

double balancedness_drift(const HadamardNetwork& model, ConstVectorRef start, ConstVectorRef end) {
    require(model, start, end);
    if (!end.allFinite()) return infinity;
    const Index d = model.features();
    double drift = 0.0;
    for (Index i = 0; i < d; ++i) {
        drift = std::max(
            drift, change_of_difference_of_squares(start[i], start[d + i], end[i], end[d + i]));
    }
    return drift;
}

double balancedness_drift(const MatrixFactorization& model, ConstVectorRef start,
                          ConstVectorRef end) {
    require(model, start, end);
    if (!end.allFinite()) return infinity;
    const double unit = std::max(start.lpNorm<Eigen::Infinity>(), end.lpNorm<Eigen::Infinity>());
    if (unit == 0.0) return 0.0;
    const Index d1 = model.rows();
    const Index d2 = model.cols();
    Matrix factors(model.width(), 2 * (d1 + d2));
    factors << model.left(start).transpose(), model.right(start).transpose(),
        model.left(end).transpose(), model.right(end).transpose();
    factors /= unit;
    if (factors.rows() > factors.cols()) {
        // An orthogonal factor on the left changes none of the norms below.
        const Eigen::HouseholderQR<Matrix> qr(factors);
        factors = qr.matrixQR().topRows(factors.cols()).triangularView<Eigen::Upper>();
    }
    const auto gram = [&](Index first, Index count) -> Matrix {
        return factors.middleCols(first, count) * factors.middleCols(first, count).transpose();
    };
    const Matrix uu = gram(0, d1);
    const Matrix vv = gram(d1, d2);
    const Matrix uu_end = gram(d1 + d2, d1);
    const Matrix vv_end = gram(2 * d1 + d2, d2);
    const double size = std::max(uu.norm() + vv.norm(), uu_end.norm() + vv_end.norm());
    return ((uu_end - vv_end) - (uu - vv)).norm() / size;
}

}  // namespace regimes
