// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/basis_pursuit.hpp"

#include <chrono>
#include <cmath>

#include "regimes/numerics/blas_threads.hpp"
#include "regimes/regularizers/l1.hpp"
#include "regimes/solvers/certificate.hpp"
#include "regimes/solvers/data_check.hpp"
#include "regimes/solvers/dual_path.hpp"

namespace regimes {

namespace {

/// The depth-2 path followed to Lambda = 1e30, alpha = exp(-5e29): there E(kappa) is 0 in double
/// precision for every coefficient off the support, and X^T nu / Lambda is the dual of the l1 norm.
Solution follow_to_the_end(const DataCheck& data, const InterpolationOptions& options) {
    DualPath path(data.x(), SlackForm({.depth = 2.0}), options.threads, options.max_iterations);
    path.reset();
    const double size = 2.0 * path.nonlinearity(data.y());
    const Vector y = data.y() / size;
    path.reset();
    Solution solution;
    solution.status = path.solve(y);
    if (solution.status == Status::converged) {
        solution.status = path.advance(SlackForm::largest_lambda, y, options.observer);
    }
    if (solution.status == Status::converged) solution.status = path.solve(y);
    solution.coefficients = path.beta() * size;
    solution.dual = data.full_dual(path.nu() / path.lambda());
    solution.iterations = path.take_iterations();
    return solution;
}

Solution find(const DataCheck& data, const InterpolationOptions& options) {
    if (data.infeasible()) return data.least_squares_solution();
    if (!data.y().isZero(0.0)) return follow_to_the_end(data, options);
    Solution solution;
    solution.status = Status::converged;
    solution.coefficients = Vector::Zero(data.x().cols);
    solution.dual = data.full_dual(Vector::Zero(data.x().rows));
    return solution;
}

}  // namespace

Solution basis_pursuit(const MatrixView& x, ConstVectorRef y,
                       const InterpolationOptions& options) {
    validate(options);
    const auto start = std::chrono::steady_clock::now();
    const SingleThreadedBlas guard;
    const DataCheck data(x, y, options.primal_tolerance, options.threads);
    Solution solution = find(data, options);
    solution.log_alpha = -INFINITY;
    complete(solution, x, y, L1(), options.primal_tolerance, options.stationarity_tolerance,
             options.threads);
    solution.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return solution;
}

}  // namespace regimes
