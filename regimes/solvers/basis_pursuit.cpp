// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/basis_pursuit.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/design_product.hpp"
#include "regimes/regularizers/l1.hpp"
#include "regimes/solvers/certificate.hpp"
#include "regimes/solvers/dual_homotopy.hpp"
#include "regimes/solvers/l1_vertex.hpp"
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
constexpr double vertex_from = 300.0;  // Lambda at which the path is near enough to start a simplex
constexpr int most_halvings = 5;       // of a stride between two looks
constexpr double negligible_share = 1e-30;
constexpr double proven = 1e-13;  // stationarity at which a vertex is the minimiser

/// Columns whose term in X beta is not negligible.
std::vector<Index> support_of(const ReducedSystem& data, const Vector& beta, double share) {
    const Vector terms = beta.array().square() * data.squared_norms().array();
    const double floor = share * share * terms.maxCoeff();
    std::vector<Index> support;
    for (Index i = 0; i < beta.size(); ++i) {
        if (terms[i] > floor) support.push_back(i);
    }
    return support;
}

Matrix columns_of(const DesignView& x, const std::vector<Index>& columns) {
    Matrix chosen(x.rows, static_cast<Index>(columns.size()));
    x.copy_columns(columns.data(), chosen.cols(), chosen);
    return chosen;
}

/// Coefficients on the support, zeros elsewhere; shape d.
Vector spread(const Vector& beta, const std::vector<Index>& support, Index d) {
    Vector full = Vector::Zero(d);
    for (Index k = 0; k < beta.size(); ++k) full[support[static_cast<std::size_t>(k)]] = beta[k];
    return full;
}

/// The interpolant on the support of `path` with its signs, if it is the minimiser: nu is moved the
/// least that makes X_S^T nu the signs, and must then stay within [-1, 1] off the support.
bool cross_over(const ReducedSystem& data, const Vector& path, Vector nu, double share,
                Solution& solution, const InterpolationOptions& options) {
    const std::vector<Index> support = support_of(data, path, share);
    if (support.empty() || static_cast<Index>(support.size()) > data.x().rows) return false;
    const Matrix chosen = columns_of(data.x(), support);
    const Eigen::ColPivHouseholderQR<Matrix> qr(chosen);
    if (qr.rank() < chosen.cols()) return false;
    Vector beta = qr.solve(data.y());
    beta += qr.solve(data.y() - chosen * beta);
    const double miss_of_y = (data.y() - chosen * beta).norm();
    const double rounding = data.rounding(spread(beta, support, data.x().cols));
    const double y_norm = data.y().norm();
    if (!(miss_of_y <= std::max(options.primal_tolerance * y_norm, rounding))) return false;
    Vector signs(beta.size());
    for (Index k = 0; k < beta.size(); ++k) {
        signs[k] = std::copysign(1.0, path[support[static_cast<std::size_t>(k)]]);
        if (!(beta[k] * signs[k] > 0.0)) return false;
    }
    // chosen P = Q R, so the least change with chosen^T change = miss is Q R^-T P^T miss.
    const auto r = qr.matrixR().topLeftCorner(signs.size(), signs.size());
    for (int round = 0; round < 2; ++round) {
        Vector miss = qr.colsPermutation().transpose() * (signs - chosen.transpose() * nu);
        r.triangularView<Eigen::Upper>().transpose().solveInPlace(miss);
        Vector change = Vector::Zero(nu.size());
        change.head(miss.size()) = miss;
        nu += qr.householderQ() * change;
    }
    Vector s(data.x().cols);
    multiply_transposed(data.x(), nu, s, options.threads);
    if (!(s.lpNorm<Eigen::Infinity>() <= 1.0 + proven)) return false;

    solution.coefficients = spread(beta, support, data.x().cols);
    solution.dual = nu;
    return true;
}

/// Follows the path to Lambda, and where that is lost, from where it began in two shorter strides:
/// coefficients that are nearly tied for the vertex change at a Lambda that steps may overshoot.
Status follow(std::optional<DualHomotopy>& path, double lambda, double unit,
              const Observer* observer, int halvings) {
    const DualHomotopy start = *path;
    Status status = path->advance(lambda, unit, observer);
    if (status == Status::converged) status = path->solve(unit);
    if (status != Status::stalled || halvings == 0) return status;
    path.emplace(start);
    const double middle = std::sqrt((1.0 + start.lambda()) * (1.0 + lambda)) - 1.0;
    status = follow(path, middle, unit, observer, halvings - 1);
    return status == Status::converged ? follow(path, lambda, unit, observer, halvings - 1)
                                       : status;
}

/// The end of the depth-2 path: a vertex, or where minimisers are tied, the path's own choice.
class RichEnd {
public:
    RichEnd(const ReducedSystem& data, const InterpolationOptions& options)
        : data_(data),
          options_(options),
          path_(std::in_place, data, SlackForm({.depth = 2.0}), options.threads,
                options.max_iterations) {}

    Solution find() {
        path_->reset();
        size_ = 2.0 * path_->nonlinearity();
        path_->reset();
        solution_.status = path_->solve(size_);
        bool found = false;
        for (const double lambda : looks) {
            if (solution_.status != Status::converged) break;
            solution_.status = follow(path_, lambda, size_, options_.observer, most_halvings);
            found = crosses_over() || (lambda >= vertex_from && take_vertex(true));
            if (found) break;
        }
        const bool lost = !found && solution_.status != Status::converged &&
                          solution_.status != Status::cancelled;
        found = found || (lost && take_vertex(false));
        if (found) {
            solution_.status = Status::converged;
        } else {
            take_path();
        }
        solution_.iterations += path_->take_iterations();
        return solution_;
    }

private:
    bool crosses_over() {
        return std::any_of(std::begin(support_shares), std::end(support_shares), [&](double share) {
            return cross_over(data_, path_->beta(), path_->nu() / path_->lambda(), share, solution_,
                              options_);
        });
    }

    /// Where minimisers are tied, a vertex is only one of them.
    bool take_vertex(bool only_if_unique) {
        if (!looked_for_vertex_) {
            vertex_ = l1_vertex(data_, path_->beta(), options_.max_iterations, options_.threads);
            looked_for_vertex_ = true;
        }
        if (!vertex_ || (only_if_unique && !vertex_->unique)) return false;
        solution_.coefficients = vertex_->coefficients;
        solution_.dual = vertex_->dual;
        solution_.iterations = vertex_->iterations;
        return true;
    }

    void take_path() {
        const double floor = negligible_share * path_->beta().lpNorm<Eigen::Infinity>();
        solution_.coefficients = path_->beta().unaryExpr(
            [=, this](double b) { return std::fabs(b) < floor ? 0.0 : b * size_; });
        solution_.dual = path_->nu() / path_->lambda();
    }

    const ReducedSystem& data_;
    const InterpolationOptions& options_;
    std::optional<DualHomotopy> path_;
    std::optional<L1Vertex> vertex_;
    bool looked_for_vertex_ = false;
    double size_ = 1.0;
    Solution solution_;
};

Solution find(const ReducedSystem& data, const InterpolationOptions& options) {
    if (!data.y().isZero(0.0)) return RichEnd(data, options).find();
    Solution solution;
    solution.status = Status::converged;
    solution.coefficients = Vector::Zero(data.x().cols);
    solution.dual = Vector::Zero(data.x().rows);
    return solution;
}

}  // namespace

Solution basis_pursuit(const DesignView& x, ConstVectorRef y, const InterpolationOptions& options) {
    validate(options);
    const auto start = std::chrono::steady_clock::now();
    const SingleThreadedBlas guard;
    const ReducedSystem data(x, y, options.threads);
    Solution solution = find(data, options);
    solution.log_alpha = -INFINITY;
    complete(solution, data, L1(), options);
    solution.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return solution;
}

}  // namespace regimes
