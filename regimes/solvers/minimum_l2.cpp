// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/minimum_l2.hpp"

#include <chrono>
#include <cmath>

#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/design_product.hpp"
#include "regimes/regularizers/l2.hpp"
#include "regimes/solvers/certificate.hpp"
#include "regimes/solvers/reduced_system.hpp"

namespace regimes {

namespace {

/// nu with X X^T nu = y and beta = X^T nu, refined until the residual no longer falls. Beta takes
/// up each correction itself: computed from nu afresh, it would repeat the rounding of the largest
/// terms.
Solution solve_normal_equations(const ReducedSystem& data, int threads) {
    Solution solution;
    solution.status = Status::converged;
    solution.coefficients = Vector::Zero(data.x().cols);
    solution.dual = Vector::Zero(data.x().rows);
    Vector nu = solution.dual, beta = solution.coefficients;
    Vector change(beta.size());
    Vector residual = data.y();
    for (double before = residual.norm(); before > 0.0;) {
        data.gram().solve(residual);
        nu += residual;
        multiply_transposed(data.x(), residual, change, threads);
        beta += change;
        data.residual(beta, 1.0, residual);
        const double now = residual.norm();
        if (!(now < before)) break;
        solution.coefficients = beta;
        solution.dual = nu;
        if (now > 0.5 * before) break;
        before = now;
    }
    return solution;
}

}  // namespace

Solution minimum_l2(const DesignView& x, ConstVectorRef y, const InterpolationOptions& options) {
    validate(options);
    const auto start = std::chrono::steady_clock::now();
    const SingleThreadedBlas guard;
    const ReducedSystem data(x, y, options.threads);
    Solution solution = solve_normal_equations(data, options.threads);
    solution.iterations = 1;
    complete(solution, data, L2(), options);
    solution.regularizer_value = 0.5 * solution.l2_norm * solution.l2_norm;
    solution.dual *= std::ldexp(1.0, data.beta_exponent());
    solution.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return solution;
}

}  // namespace regimes
