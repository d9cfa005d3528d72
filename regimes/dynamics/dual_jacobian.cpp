// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/dual_jacobian.hpp"

#include <algorithm>
#include <cmath>

namespace regimes {

namespace {

// Of a grown feature in the system, against 1: one whose slope underflows has this, and is moved by
// the others without moving them.
constexpr double least_weight = 1e-12;

// A sample whose second derivative underflows takes no part in the system: its row is the
// identity's.
constexpr auto divided = [](double value, double by) { return by > 0.0 ? value / by : value; };
constexpr auto multiplied = [](double value, double by) { return by > 0.0 ? value * by : value; };

}  // namespace

DualJacobian::DualJacobian(const DualState& state, double negligible)
    : state_(state), negligible_(negligible), gram_(state.samples(), state.samples()) {
    move_to_state();
}

void DualJacobian::move_to_state() {
    slope_ = state_.slope();
    root_ = state_.second().cwiseSqrt();
    columns_scale_ = 0.0;
}

void DualJacobian::factor(double gamma_h) {
    const double scale = 2.0 * state_.depth() * gamma_h;
    if (scale > columns_scale_) choose_columns(scale);
    factor_rest(scale);
    if (!state_.grown().empty()) factor_grown(scale);
}

/// Those that count at this scale, and their products.
void DualJacobian::choose_columns(double scale) {
    columns_scale_ = scale;
    const NearColumns& near = state_.near();
    const double steepest = scale * state_.second().maxCoeff();
    const double floor = negligible_ / static_cast<double>(std::max<Index>(near.count(), 1));
    columns_.clear();
    weights_.clear();
    std::size_t next_grown = 0;
    for (Index k = 0; k < near.count(); ++k) {
        if (next_grown < state_.grown().size() && state_.grown()[next_grown] == k) {
            ++next_grown;
            continue;
        }
        if (!(steepest * slope_[k] * near.squared_norm(k) > floor)) continue;
        columns_.push_back(k);
        weights_.push_back(slope_[k]);
    }
    const Index count = static_cast<Index>(columns_.size());
    is_thin_ = 2 * count <= state_.samples();
    if (is_thin_) {
        thin_.resize(state_.samples(), count);
        if (count > 0) near.view().copy_columns(columns_.data(), count, thin_);
        for (Index k = 0; k < count; ++k) {
            thin_.col(k) *= std::sqrt(weights_[static_cast<std::size_t>(k)]);
        }
    } else {
        gram_.setZero();
        weighted_gram_.compute(near.view(), columns_, weights_, gram_);
    }
}

void DualJacobian::factor_rest(double scale) {
    if (is_thin_) {
        scaled_thin_.noalias() = std::sqrt(scale) * (root_.asDiagonal() * thin_);
        newton_.noalias() = scaled_thin_.transpose() * scaled_thin_;
    } else {
        newton_.noalias() = scale * (root_.asDiagonal() * gram_ * root_.asDiagonal());
    }
    newton_.diagonal().array() += 1.0;
    if (newton_.size() > 0) rest_.factor(newton_);
}

/// (1 + B B^T)^-1 = 1 - B (1 + B^T B)^-1 B^T.
void DualJacobian::solve_rest(VectorRef b) const {
    if (!is_thin_) {
        rest_.solve(b);
        return;
    }
    if (scaled_thin_.cols() == 0) return;
    Vector inner = scaled_thin_.transpose() * b;
    rest_.solve(inner);
    b -= scaled_thin_ * inner;
}

void DualJacobian::factor_grown(double scale) {
    const std::vector<Index>& grown = state_.grown();
    const Index count = static_cast<Index>(grown.size());
    grown_.resize(state_.samples(), count);
    state_.near().view().copy_columns(grown.data(), count, grown_);
    grown_ = root_.asDiagonal() * grown_;
    solved_ = grown_;
    grown_scales_.resize(count);
    for (Index k = 0; k < count; ++k) {
        solve_rest(solved_.col(k));
        const Index near = grown[static_cast<std::size_t>(k)];
        const double least = least_weight / state_.near().squared_norm(near);
        grown_scales_[k] = std::max(scale * slope_[near], least);
    }
    Matrix schur = grown_.transpose() * solved_;
    schur.diagonal() += grown_scales_.cwiseInverse();
    schur_.factor(schur);
}

/// With z = C^(1/2) v the system is M' v + c C^(1/2) X_G S_G u = C^(-1/2) b, M' symmetric.
void DualJacobian::solve(VectorRef b) const {
    const Index samples = state_.samples();
    const Vector right = b.head(samples).binaryExpr(root_, divided);
    Vector v = right;
    solve_rest(v);
    if (!state_.grown().empty()) {
        // X_G^T M^-1 b = X_G^T b - X_G^T (1 - M^-1) b, the first of which is known better.
        const Index count = grown_scales_.size();
        Vector w = b.tail(count) - grown_.transpose() * (right - v);
        schur_.solve(w);
        v -= solved_ * w;
        b.tail(count) = w.cwiseQuotient(grown_scales_);
    }
    b.head(samples) = v.binaryExpr(root_, multiplied);
}

}  // namespace regimes
