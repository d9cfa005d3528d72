// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/certificate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "regimes/numerics/dense_product.hpp"

namespace regimes {

namespace {

/// Near the rim of the dual domain, s = X^T nu is known to rounding only, and R* may be infinite
/// there. Every scaled nu is a dual point too, so the best of a few scalings is a valid gap.
double smallest_gap(const Regularizer& regularizer, double value, double y_nu, ConstVectorRef s) {
    double best = std::numeric_limits<double>::infinity();
    for (const double shrink : {0.0, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9}) {
        const double conjugate = regularizer.conjugate((1.0 - shrink) * s);
        const double gap = value - ((1.0 - shrink) * y_nu - conjugate);
        if (std::fabs(gap) < std::fabs(best)) best = gap;
        if (std::fabs(best) <= 1e-12 * value) break;
    }
    return best;
}

}  // namespace

Certificate certify(const MatrixView& x, ConstVectorRef y, const Regularizer& regularizer,
                    ConstVectorRef beta, ConstVectorRef nu, int threads) {
    Certificate certificate;
    Vector fitted(x.rows);
    multiply(x, beta, fitted, threads);
    const double y_norm = y.norm();
    certificate.primal_residual = (y - fitted).norm() / (y_norm > 0.0 ? y_norm : 1.0);

    Vector s(x.cols);
    multiply_transposed(x, nu, s, threads);
    double largest = 0.0;
    double worst = 0.0;
    for (Index i = 0; i < x.cols; ++i) {
        largest = std::max({largest, std::fabs(s[i]), std::fabs(regularizer.gradient(i, 0.0))});
        const double distance = regularizer.stationarity(i, beta[i], s[i]);
        worst = std::isnan(distance) ? distance : std::max(worst, distance);
        if (std::isnan(worst)) break;
    }
    certificate.stationarity_residual = worst / (largest > 0.0 ? largest : 1.0);

    const double value = regularizer.value(beta);
    const double gap = smallest_gap(regularizer, value, y.dot(nu), s);
    certificate.duality_gap = gap / std::max(value, std::numeric_limits<double>::min());
    return certificate;
}

void complete(Solution& solution, const MatrixView& x, ConstVectorRef y,
              const Regularizer& regularizer, double primal_tolerance,
              double stationarity_tolerance, int threads) {
    const Vector& beta = solution.coefficients;
    solution.l1_norm = beta.lpNorm<1>();
    solution.l2_norm = beta.stableNorm();
    const double log_value = std::log(regularizer.value(beta)) + regularizer.log_unit();
    solution.regularizer_value = std::exp(log_value);
    solution.certificate = certify(x, y, regularizer, beta, solution.dual, threads);
    const bool proven = solution.certificate.primal_residual <= primal_tolerance &&
                        solution.certificate.stationarity_residual <= stationarity_tolerance;
    if (solution.status == Status::converged && !proven) solution.status = Status::stalled;
}

}  // namespace regimes
