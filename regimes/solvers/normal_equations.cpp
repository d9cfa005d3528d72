// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/normal_equations.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace regimes {

namespace {

constexpr double negligible_weight = 1e-30;  // share of the largest weight that is never needed
constexpr double spanning_pivot = 1e-9;      // below this pivot, columns left out are missed
constexpr double graded_pivot = 1e-11;       // below this pivot, the matrix has lost digits
constexpr double seen_roundings = 100.0;     // a term of X beta this large is seen in y

}  // namespace

NormalEquations::NormalEquations(const DesignView& x, const Vector& squared_norms, int threads)
    : x_(x), threads_(threads), squared_norms_(&squared_norms) {}

void NormalEquations::factor(const Vector& weights, const Vector& powers, double noise,
                             double dropped) {
    const Vector importance = weights.cwiseProduct(*squared_norms_);
    const double least = threshold(importance, dropped);
    choose_columns(weights, importance, least);
    factor_columns();
    if (least > 0.0 && solver_.smallest_pivot() < spanning_pivot) {
        choose_columns(weights, importance, 0.0);
        factor_columns();
    }
    is_graded_ = solver_.smallest_pivot() < graded_pivot;
    if (is_graded_) factor_graded(powers, noise);
}

/// Takes the N heaviest columns for a basis; `factor` finds out if they are none.
double NormalEquations::threshold(const Vector& importance, double dropped) const {
    if (dropped == 0.0 || x_.cols <= x_.rows) return 0.0;
    std::vector<double> ranked(importance.begin(), importance.end());
    const auto nth = ranked.begin() + x_.rows - 1;
    std::nth_element(ranked.begin(), nth, ranked.end(), std::greater<>());
    const double largest = *std::max_element(ranked.begin(), nth + 1);
    return std::max(dropped * *nth, negligible_weight * largest);
}

void NormalEquations::choose_columns(const Vector& weights, const Vector& importance,
                                     double threshold) {
    columns_.clear();
    weights_.clear();
    for (Index i = 0; i < x_.cols; ++i) {
        if (!(importance[i] > 0.0 && importance[i] >= threshold)) continue;
        columns_.push_back(i);
        weights_.push_back(weights[i]);
    }
}

void NormalEquations::factor_columns() {
    gram_.compute(x_, columns_, weights_, h_, threads_);
    solver_.factor(h_);
    ++count_;
}

void NormalEquations::factor_graded(const Vector& powers, double noise) {
    const double seen = seen_roundings * noise;
    std::vector<Index> columns;
    std::vector<double> weights;
    for (std::size_t k = 0; k < columns_.size(); ++k) {
        const Index i = columns_[k];
        if (powers[i] * std::sqrt((*squared_norms_)[i]) < seen) continue;
        columns.push_back(i);
        weights.push_back(weights_[k]);
    }
    graded_.factor(x_, columns, weights, threads_);
}

void NormalEquations::solve(VectorRef b) const {
    if (is_graded_) {
        graded_.solve(b);
    } else {
        solver_.solve(b);
    }
}

}  // namespace regimes
