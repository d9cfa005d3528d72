// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/minimum_l2.hpp"

#include <chrono>

#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/dense_product.hpp"
#include "regimes/regularizers/l2.hpp"
#include "regimes/solvers/certificate.hpp"
#include "regimes/solvers/data_check.hpp"

namespace regimes {

namespace {

/// nu with X X^T nu = y, refined until the residual no longer falls; beta = X^T nu.
Solution solve_normal_equations(const DataCheck& data, int threads) {
    Vector nu = Vector::Zero(data.x().rows);
    Vector beta = Vector::Zero(data.x().cols);
    Vector residual = data.y();
    Solution solution;
    solution.coefficients = beta;
    for (double before = residual.norm(); before > 0.0;) {
        data.gram().solve(residual);
        nu += residual;
        multiply_transposed(data.x(), nu, beta, threads);
        multiply(data.x(), beta, residual, threads);
        residual = data.y() - residual;
        const double now = residual.norm();
        if (!(now < before)) break;
        solution.coefficients = beta;
        solution.dual = nu;
        if (now > 0.5 * before) break;
        before = now;
    }
    if (solution.dual.size() == 0) solution.dual = Vector::Zero(data.x().rows);
    solution.dual = data.full_dual(solution.dual);
    solution.status = Status::converged;
    return solution;
}

}  // namespace

Solution minimum_l2(const MatrixView& x, ConstVectorRef y, const InterpolationOptions& options) {
    validate(options);
    const auto start = std::chrono::steady_clock::now();
    const SingleThreadedBlas guard;
    const DataCheck data(x, y, options.primal_tolerance, options.threads);
    Solution solution = data.infeasible() ? data.least_squares_solution()
                                          : solve_normal_equations(data, options.threads);
    solution.iterations = 1;
    complete(solution, x, y, L2(), options.primal_tolerance, options.stationarity_tolerance,
             options.threads);
    solution.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return solution;
}

}  // namespace regimes
