// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/rival_errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "regimes/numerics/design_product.hpp"
#include "regimes/numerics/symmetric_eigen.hpp"
#include "regimes/solvers/interpolation.hpp"
#include "regimes/solvers/lasso.hpp"
#include "regimes/studies/fit_record.hpp"
#include "regimes/studies/prediction_error.hpp"

namespace regimes {

namespace {

constexpr std::size_t ridge_penalties = 61;
constexpr double greatest_ridge = 1e4;  // of the mean eigenvalue
constexpr double least_ridge = 1e-8;
constexpr std::size_t lasso_penalty_count = 100;
constexpr double least_lasso = 1e-3;  // of the greatest

std::vector<double> spaced(double greatest, double least, std::size_t count) {
    std::vector<double> values;
    for (std::size_t k = 0; k < count; ++k) {
        const double share = static_cast<double>(k) / static_cast<double>(count - 1);
        values.push_back(greatest * std::pow(least / greatest, share));
    }
    return values;
}

/// X X^T. Shapes: N x d, N x N.
Matrix gram_of(const DesignView& x) {
    std::vector<Index> columns(static_cast<std::size_t>(x.cols));
    for (Index i = 0; i < x.cols; ++i) columns[static_cast<std::size_t>(i)] = i;
    Matrix gram = Matrix::Zero(x.rows, x.rows);
    WeightedGram().compute(x, columns, std::vector<double>(columns.size(), 1.0), gram);
    return gram;
}

}  // namespace

void RivalErrors::add(Kind& kind, std::size_t penalty, const Vector& outputs, const Vector& y,
                      double support) const {
    if (kind.errors.size() <= penalty) {
        kind.errors.resize(penalty + 1);
        kind.class_errors.resize(penalty + 1);
        kind.supports.resize(penalty + 1);
    }
    kind.errors[penalty].push_back((outputs - y).squaredNorm() / static_cast<double>(y.size()));
    if (classes_) kind.class_errors[penalty].push_back(error_rate(outputs, y, *classes_));
    kind.supports[penalty] += support;
}

/// Of the class that most training samples have; where they are as many, the larger one.
double RivalErrors::majority_error(const Vector& training, const Vector& y) const {
    const auto larger = (training.array() == (*classes_)[1]).count();
    const double guess = (*classes_)[2 * larger >= training.size() ? 1 : 0];
    return static_cast<double>((y.array() != guess).count()) / static_cast<double>(y.size());
}

void RivalErrors::add_fold(const TrainingProblem& problem, const SampleSubset& training,
                           const SampleSubset& held_out) {
    ++folds_;
    const Vector& y = held_out.y();
    add(mean_, 0, Vector::Constant(y.size(), training.y().mean()), y, 0.0);
    if (classes_) mean_.class_errors[0].back() = majority_error(training.y(), y);
    add_ridge(problem, held_out);
    add_lasso(problem, held_out);
    add_interpolants(problem, held_out);
}

/// beta = X^T (X X^T + penalty)^-1 y, all penalties from one eigendecomposition.
void RivalErrors::add_ridge(const TrainingProblem& problem, const SampleSubset& held_out) {
    const SymmetricEigen eigen = symmetric_eigen(gram_of(problem.x()));
    const Vector rotated = eigen.vectors.transpose() * problem.y();
    const double unit = std::max(eigen.values.mean(), 1e-300);
    const std::vector<double> penalties = spaced(greatest_ridge, least_ridge, ridge_penalties);
    for (std::size_t k = 0; k < penalties.size(); ++k) {
        const Vector shrunk =
            rotated.array() / (eigen.values.array().max(0.0) + penalties[k] * unit);
        Vector beta(problem.x().cols);
        multiply_transposed(problem.x(), eigen.vectors * shrunk, beta);
        const LinearModel model = problem.model(beta);
        add(ridge_, k, predict(held_out.x(), model.coefficients, model.intercept), held_out.y(),
            static_cast<double>(beta.size()));
    }
}

void RivalErrors::add_lasso(const TrainingProblem& problem, const SampleSubset& held_out) {
    const std::vector<double> penalties =
        lasso_penalties(problem.x(), problem.y(), lasso_penalty_count, least_lasso);
    std::vector<LassoSolution> path = lasso_path(problem.x(), problem.y(), penalties);
    if (path.empty()) path.resize(lasso_penalty_count);
    for (std::size_t k = 0; k < path.size(); ++k) {
        const Vector beta =
            path[k].coefficients.size() > 0 ? path[k].coefficients : Vector::Zero(problem.x().cols);
        const LinearModel model = problem.model(beta);
        add(lasso_, k, predict(held_out.x(), model.coefficients, model.intercept), held_out.y(),
            static_cast<double>((beta.array() != 0.0).count()));
    }
}

void RivalErrors::add_interpolants(const TrainingProblem& problem, const SampleSubset& held_out) {
    std::vector<double> log_alphas;
    for (const double log10_alpha : log10_alphas_) {
        log_alphas.push_back(log10_alpha * std::numbers::ln10);
    }
    InterpolationOptions options;
    options.threads = 1;
    const std::vector<Solution> path = interpolation_path(
        problem.x(), problem.y(), start_, log_alphas, Regularization::implicit, options);
    for (std::size_t k = 0; k < path.size(); ++k) {
        const LinearModel model = problem.model(path[k].coefficients);
        add(interpolant_, k, predict(held_out.x(), model.coefficients, model.intercept),
            held_out.y(), static_cast<double>(effective_support(path[k].coefficients)));
    }
}

Rival RivalErrors::best_of(const Kind& kind, const char* name, std::size_t& best) const {
    best = 0;
    double least = 0.0;
    for (std::size_t k = 0; k < kind.errors.size(); ++k) {
        const double mean = estimate_of(kind.errors[k]).mean;
        if (k > 0 && !(mean < least)) continue;
        best = k;
        least = mean;
    }
    Rival rival;
    rival.name = name;
    rival.error = estimate_of(kind.errors[best]);
    if (classes_) rival.class_error = estimate_of(kind.class_errors[best]);
    rival.support = kind.supports[best] / static_cast<double>(folds_);
    return rival;
}

std::vector<Rival> RivalErrors::rivals() const {
    std::size_t best = 0;
    std::vector<Rival> rivals;
    rivals.push_back(best_of(ridge_, "ridge", best));
    rivals.back().setting = fmt::format("penalty {:.2g} of the mean eigenvalue",
                                        spaced(greatest_ridge, least_ridge, ridge_penalties)[best]);
    rivals.push_back(best_of(lasso_, "lasso", best));
    rivals.back().setting = fmt::format("penalty {:.2g} of the greatest",
                                        spaced(1.0, least_lasso, lasso_penalty_count)[best]);
    rivals.push_back(best_of(interpolant_, "interpolant", best));
    rivals.back().setting =
        fmt::format("depth {:g}, log10 alpha {:.4g}", start_.depth, log10_alphas_[best]);
    rivals.push_back(best_of(mean_, "mean", best));
    return rivals;
}

}  // namespace regimes
