// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/implied_dual.hpp"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>

#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/design_product.hpp"
#include "regimes/solvers/normal_equations.hpp"

namespace regimes {

Vector implied_dual(const ReducedSystem& data, const Regularizer& regularizer, ConstVectorRef beta,
                    int threads) {
    const DesignView& x = data.x();
    if (beta.size() != x.cols) {
        throw std::invalid_argument(
            fmt::format("beta: {} entries given, one for each of the {} columns of x expected",
                        beta.size(), x.cols));
    }
    constexpr int refinements = 2;
    const SingleThreadedBlas guard;
    const Vector weights = beta.cwiseAbs();
    const Vector target = regularizer.gradient(beta);
    NormalEquations system(x, data.squared_norms(), threads);
    const double noise = std::numeric_limits<double>::epsilon() * weights.maxCoeff();
    system.factor(weights, weights, noise, 0.0);
    Vector nu = Vector::Zero(x.rows), change(x.rows), s = Vector::Zero(x.cols);
    for (int round = 0; round <= refinements; ++round) {
        const Vector miss = weights.cwiseProduct(target - s);
        multiply(x, miss, change, threads);
        system.solve(change);
        if (!change.allFinite()) break;
        nu += change;
        multiply_transposed(x, nu, s, threads);
    }
    return nu;
}

}  // namespace regimes
