// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/certificate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "regimes/numerics/design_product.hpp"
#include "regimes/solvers/interpolation.hpp"

namespace regimes {

namespace {

constexpr double rounding_of_y = 8.0 * std::numeric_limits<double>::epsilon();

/// Near the rim of the dual domain, s = X^T nu is known to rounding only, and R* may be infinite
/// there. Every scaled nu is a dual point too, so the best of a few scalings is a valid gap.
double smallest_gap(const Regularizer& regularizer, double value, double fitted_nu,
                    ConstVectorRef s) {
    double best = std::numeric_limits<double>::infinity();
    for (const double shrink : {0.0, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9}) {
        const double conjugate = regularizer.conjugate((1.0 - shrink) * s);
        const double gap = value - ((1.0 - shrink) * fitted_nu - conjugate);
        if (std::fabs(gap) < std::fabs(best)) best = gap;
        if (std::fabs(best) <= 1e-12 * value) break;
    }
    return best;
}

double stationarity_residual(const Regularizer& regularizer, ConstVectorRef beta,
                             ConstVectorRef s) {
    double largest = 0.0;
    double worst = 0.0;
    for (Index i = 0; i < s.size(); ++i) {
        largest = std::max({largest, std::fabs(s[i]), std::fabs(regularizer.gradient(i, 0.0))});
        const double distance = regularizer.stationarity(i, beta[i], s[i]);
        worst = std::isnan(distance) ? distance : std::max(worst, distance);
        if (std::isnan(worst)) break;
    }
    return worst / (largest > 0.0 ? largest : 1.0);
}

/// The size of what is compared in the gap; R of a biased start is a sum of terms that cancel.
double gap_scale(const Regularizer& regularizer, ConstVectorRef beta, double value,
                 double fitted_nu) {
    double tilted = 0.0;
    for (Index i = 0; i < beta.size(); ++i)
        tilted += std::fabs(beta[i] * regularizer.gradient(i, 0.0));
    return std::max({value, std::fabs(fitted_nu), tilted, std::numeric_limits<double>::min()});
}

/// With R(beta) = value, which the caller has.
Certificate certify_at(const ReducedSystem& data, const Regularizer& regularizer,
                       ConstVectorRef beta, double value, ConstVectorRef nu, int threads) {
    Vector residual(data.y().size());
    data.residual(beta, 1.0, residual);
    const double y_norm = data.y().norm();
    const double size = y_norm > 0.0 ? y_norm : 1.0;
    Vector s(beta.size());
    multiply_transposed(data.x(), nu, s, threads);
    const double fitted_nu = beta.dot(s);
    const double gap = smallest_gap(regularizer, value, fitted_nu, s);
    return {.primal_residual = residual.norm() / size,
            .stationarity_residual = stationarity_residual(regularizer, beta, s),
            .duality_gap = gap / gap_scale(regularizer, beta, value, fitted_nu),
            .rounding = (rounding_of_y * y_norm + data.rounding(beta)) / size};
}

}  // namespace

Certificate certify(const ReducedSystem& data, const Regularizer& regularizer, ConstVectorRef beta,
                    ConstVectorRef nu, int threads) {
    return certify_at(data, regularizer, beta, regularizer.value(beta), nu, threads);
}

void complete(Solution& solution, const ReducedSystem& data, const Regularizer& regularizer,
              const InterpolationOptions& options) {
    Vector& beta = solution.coefficients;
    solution.training_residual = data.training_residual(beta);
    solution.fits_exactly = data.fits_exactly();
    const double value = regularizer.value(beta);
    const int exponent = data.beta_exponent();
    solution.regularizer_value =
        std::ldexp(std::exp(std::log(value) + regularizer.log_unit()), exponent);
    const Certificate proof =
        certify_at(data, regularizer, beta, value, solution.dual, options.threads);
    solution.certificate = proof;
    solution.dual = data.full_dual(solution.dual);
    for (double& b : beta) b = std::ldexp(b, exponent);
    solution.l1_norm = beta.lpNorm<1>();
    solution.l2_norm = beta.stableNorm();
    const bool proven =
        proof.primal_residual <= std::max(options.primal_tolerance, proof.rounding) &&
        proof.stationarity_residual <= options.stationarity_tolerance &&
        std::fabs(proof.duality_gap) <= options.gap_tolerance;
    if (solution.status == Status::converged && !proven) solution.status = Status::stalled;
    if (options.require_exact_fit && !solution.fits_exactly) solution.status = Status::infeasible;
}

}  // namespace regimes
