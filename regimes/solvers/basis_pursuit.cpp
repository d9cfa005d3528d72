// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/basis_pursuit.hpp"

#include <Eigen/QR>
#include <chrono>
#include <cmath>
#include <optional>

#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/dense_product.hpp"
#include "regimes/regularizers/l1.hpp"
#include "regimes/solvers/certificate.hpp"
#include "regimes/solvers/dual_homotopy.hpp"
#include "regimes/solvers/reduced_system.hpp"

namespace regimes {

namespace {

// Where on the depth-2 path (Lambda = -2 ln alpha) to look for the vertex; at the last of them the
// path itself is the answer, also on a face of the l1 ball: coefficients off it are exp(-gap
// Lambda).
constexpr double looks[] = {30.0, 300.0, 1e3, 3e3, 1e4, 1e5, 1e6, 1e9, 1e12};
// Of the largest term of X beta: carries weight. The smaller share is for vertices with a
// coefficient that is tiny itself, once the others have fallen below it.
constexpr double support_shares[] = {1e-7, 1e-11};
constexpr int most_halvings = 5;  // of a stride between two looks
constexpr double negligible_share = 1e-30;
constexpr double proven = 1e-13;  // stationarity at which a vertex is the minimiser

/// Columns whose term in X beta is not negligible.
std::vector<Index> support_of(const MatrixView& x, const Vector& beta, double share) {
    const Vector terms = beta.array().square() * squared_column_norms(x).array();
    const double floor = share * share * terms.maxCoeff();
    std::vector<Index> support;
    for (Index i = 0; i < beta.size(); ++i) {
        if (terms[i] > floor) support.push_back(i);
    }
    return support;
}

Matrix columns_of(const MatrixView& x, const std::vector<Index>& columns) {
    Matrix chosen(x.rows, static_cast<Index>(columns.size()));
    for (Index k = 0; k < chosen.cols(); ++k) {
        for (Index n = 0; n < x.rows; ++n) {
            chosen(n, k) = x(n, columns[static_cast<std::size_t>(k)]);
        }
    }
    return chosen;
}

/// The interpolant on the support of `path` with its signs, if it is the minimiser: nu is moved the
/// least that makes X_S^T nu the signs, and must then stay within [-1, 1] off the support.
bool cross_over(const ReducedSystem& data, const Vector& path, Vector nu, double share,
                Solution& solution, const InterpolationOptions& options) {
    const std::vector<Index> support = support_of(data.x(), path, share);
    if (support.empty() || static_cast<Index>(support.size()) > data.x().rows) return false;
    const Matrix chosen = columns_of(data.x(), support);
    const Eigen::ColPivHouseholderQR<Matrix> qr(chosen);
    if (qr.rank() < chosen.cols()) return false;
    Vector beta = qr.solve(data.y());
    beta += qr.solve(data.y() - chosen * beta);
    const double miss_of_y = (data.y() - chosen * beta).norm();
    if (!(miss_of_y <= options.primal_tolerance * data.y().norm())) return false;
    Vector signs(beta.size());
    for (Index k = 0; k < beta.size(); ++k) {
        signs[k] = std::copysign(1.0, path[support[static_cast<std::size_t>(k)]]);
        if (!(beta[k] * signs[k] > 0.0)) return false;
    }
    // chosen P = Q R, so the least change with chosen^T change = miss is Q R^-T P^T miss.
    Vector miss = qr.colsPermutation().transpose() * (signs - chosen.transpose() * nu);
    const auto r = qr.matrixR().topLeftCorner(miss.size(), miss.size());
    r.triangularView<Eigen::Upper>().transpose().solveInPlace(miss);
    Vector change = Vector::Zero(nu.size());
    change.head(miss.size()) = miss;
    nu += qr.householderQ() * change;
    Vector s(data.x().cols);
    multiply_transposed(data.x(), nu, s, options.threads);
    if (!(s.lpNorm<Eigen::Infinity>() <= 1.0 + proven)) return false;

    solution.coefficients = Vector::Zero(data.x().cols);
    for (Index k = 0; k < beta.size(); ++k) {
        solution.coefficients[support[static_cast<std::size_t>(k)]] = beta[k];
    }
    solution.dual = nu;
    return true;
}

/// Follows the path to Lambda, and where that is lost, from where it began in two shorter strides:
/// coefficients that are nearly tied for the vertex change at a Lambda that steps may overshoot.
Status follow(std::optional<DualHomotopy>& path, double lambda, const Vector& y,
              const Observer* observer, int halvings) {
    const DualHomotopy start = *path;
    Status status = path->advance(lambda, y, observer);
    if (status == Status::converged) status = path->solve(y);
    if (status != Status::stalled || halvings == 0) return status;
    path.emplace(start);
    const double middle = std::sqrt((1.0 + start.lambda()) * (1.0 + lambda)) - 1.0;
    status = follow(path, middle, y, observer, halvings - 1);
    return status == Status::converged ? follow(path, lambda, y, observer, halvings - 1) : status;
}

Solution follow_to_the_end(const ReducedSystem& data, const InterpolationOptions& options) {
    std::optional<DualHomotopy> path(std::in_place, data.x(), SlackForm({.depth = 2.0}),
                                     options.threads, options.max_iterations);
    path->reset();
    const double size = 2.0 * path->nonlinearity(data.y());
    const Vector y = data.y() / size;
    path->reset();
    Solution solution;
    solution.status = path->solve(y);
    bool crossed = false;
    for (const double lambda : looks) {
        if (solution.status != Status::converged || crossed) break;
        solution.status = follow(path, lambda, y, options.observer, most_halvings);
        for (const double share : support_shares) {
            crossed = crossed || cross_over(data, path->beta(), path->nu() / path->lambda(), share,
                                            solution, options);
        }
    }
    if (!crossed) {
        const double floor = negligible_share * path->beta().lpNorm<Eigen::Infinity>();
        solution.coefficients =
            path->beta().unaryExpr([=](double b) { return std::fabs(b) < floor ? 0.0 : b * size; });
        solution.dual = path->nu() / path->lambda();
    } else {
        solution.status = Status::converged;
    }
    solution.dual = data.full_dual(solution.dual);
    solution.iterations = path->take_iterations();
    return solution;
}

Solution find(const ReducedSystem& data, const InterpolationOptions& options) {
    if (data.infeasible()) return data.least_squares_solution();
    if (!data.y().isZero(0.0)) return follow_to_the_end(data, options);
    Solution solution;
    solution.status = Status::converged;
    solution.coefficients = Vector::Zero(data.x().cols);
    solution.dual = data.full_dual(Vector::Zero(data.x().rows));
    return solution;
}

}  // namespace

Solution basis_pursuit(const MatrixView& x, ConstVectorRef y, const InterpolationOptions& options) {
    validate(options);
    const auto start = std::chrono::steady_clock::now();
    const SingleThreadedBlas guard;
    const ReducedSystem data(x, y, options.primal_tolerance, options.threads);
    Solution solution = find(data, options);
    solution.log_alpha = -INFINITY;
    complete(solution, x, y, L1(), options);
    solution.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return solution;
}

}  // namespace regimes
