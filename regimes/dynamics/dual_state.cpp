// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/dual_state.hpp"

#include <algorithm>
#include <cmath>

#include "regimes/numerics/design_product.hpp"

namespace regimes {

namespace {

constexpr double grown_slack = 1e-8;  // of the unit: below this products lose the digits of xi
constexpr double rounding = 1e-16;

}  // namespace

DualState::DualState(const DesignView& x, ConstVectorRef y, const DiagonalStart& start,
                     SampleLoss loss, double left_out)
    : x_(x),
      y_(y),
      loss_(loss),
      depth_(start.depth),
      coordinates_(start),
      unit_(std::exp(coordinates_.log_unit())),
      size_(y.norm() > 0.0 ? y.norm() : 1.0),
      left_out_(left_out),
      near_(x),
      drift_(Vector::Zero(x.rows)),
      outputs_(x.rows),
      first_(x.rows),
      second_(x.rows) {
    look_around();
}

void DualState::look_around() {
    if (!is_fresh()) {  // the far features follow
        Vector moved(x_.cols);
        multiply_transposed(x_, drift_, moved);
        for (Index i = 0; i < x_.cols; ++i) {
            if (!near_.is_near(i)) coordinates_.move(i, moved[i]);
        }
        drift_.setZero();
    }
    const double misfit = evaluations_ > 0 ? this->misfit() : 1.0;
    near_.choose(coordinates_, size_ * std::max(left_out_ * std::min(misfit, 1.0), rounding));
    xi_.resize(near_.count());
    slope_.resize(near_.count());
    choose_grown();
    evaluate(no_change());
}

void DualState::choose_grown() {
    grown_.clear();
    grown_slots_.assign(static_cast<std::size_t>(near_.count()), -1);
    if (depth_ == 2.0) return;
    for (Index k = 0; k < near_.count(); ++k) {
        if (!(coordinates_.least_slack(near_.feature(k)) < grown_slack)) continue;
        grown_slots_[static_cast<std::size_t>(k)] = static_cast<Index>(grown_.size());
        grown_.push_back(k);
    }
}

Vector DualState::near_change(ConstVectorRef change) const {
    Vector xi(near_.count());
    multiply_transposed(near_.view(), change.head(samples()), xi);
    Index at = samples();
    for (const Index k : grown_) xi[k] = change[at++];
    return xi;
}

bool DualState::evaluate(ConstVectorRef change) {
    ++evaluations_;
    const auto map = [&](Index first, VectorRef z) {
        for (Index k = first; k < first + z.size(); ++k) {
            const Index slot = grown_slots_[static_cast<std::size_t>(k)];
            xi_[k] = slot < 0 ? z[k - first] : change[samples() + slot];
            const auto c = coordinates_.coefficient(near_.feature(k), xi_[k]);
            slope_[k] = c.slope;
            z[k - first] = c.value;
        }
    };
    multiply_through(near_.view(), change.head(samples()), map, outputs_);
    outputs_ += near_.far_outputs();
    differentiate(loss_, outputs_, y_, first_, second_);
    return outputs_.allFinite();
}

Vector DualState::rate() const {
    Vector rate(size());
    rate.head(samples()) = -2.0 * depth_ * first_;
    if (grown_.empty()) return rate;
    Vector xi(near_.count());
    multiply_transposed(near_.view(), rate.head(samples()), xi);
    Index at = samples();
    for (const Index k : grown_) rate[at++] = xi[k];
    return rate;
}

void DualState::move(ConstVectorRef change) {
    for (Index k = 0; k < near_.count(); ++k) coordinates_.move(near_.feature(k), xi_[k]);
    drift_ += change.head(samples());
    choose_grown();
}

Vector DualState::coefficients(ConstVectorRef change) {
    Vector moved(x_.cols);
    multiply_transposed(x_, drift_ + change.head(samples()), moved);
    const Vector xi = near_change(change);
    for (Index k = 0; k < near_.count(); ++k) moved[near_.feature(k)] = xi[k];
    for (Index i = 0; i < x_.cols; ++i) moved[i] = coordinates_.coefficient(i, moved[i]).value;
    return moved;
}

Vector DualState::near_change(ConstVectorRef change, ConstVectorRef slope,
                              double& output_size) const {
    Vector xi(near_.count());
    Vector outputs(samples());
    const auto map = [&](Index first, VectorRef z) {
        for (Index k = first; k < first + z.size(); ++k) {
            const Index slot = grown_slots_[static_cast<std::size_t>(k)];
            xi[k] = slot < 0 ? z[k - first] : change[samples() + slot];
            z[k - first] = xi[k] * slope[k];
        }
    };
    multiply_through(near_.view(), change.head(samples()), map, outputs);
    output_size = outputs.stableNorm();
    return xi;
}

double DualState::left() const { return near_.radius() - drift_.norm(); }

}  // namespace regimes
