// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/squared_loss.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/models/argument_check.hpp"

namespace regimes {

namespace {

void check(const char* argument, ConstVectorRef values, Index size) {
    require_size(argument, values.size(), size);
    for (Index i = 0; i < size; ++i) {
        if (std::isfinite(values[i])) continue;
        throw std::invalid_argument(
            fmt::format("{}: entry {} is {}, a finite number expected", argument, i, values[i]));
    }
}

}  // namespace

SquaredLoss::SquaredLoss(const Model& model, ConstVectorRef y)
    : model_(model),
      y_(y),
      unit_(y.norm() > 0.0 ? y.norm() : 1.0),
      residual_(model.outputs()),
      change_(model.outputs()),
      curved_(model.parameters()) {
    check("y", y, model.outputs());
}

void SquaredLoss::check_start(ConstVectorRef start) const {
    check("start", start, model_.parameters());
}

void SquaredLoss::find_residual(ConstVectorRef w) {
    if (at_.size() == w.size() && std::equal(w.begin(), w.end(), at_.begin())) return;
    at_ = w;
    model_.evaluate(w, residual_);
    residual_ -= y_;
    pulled_ = nullptr;
}

/// <f - y, f> at the point: made once for its gradient and every product with its Hessian.
const OutputCombination& SquaredLoss::pulled() {
    if (!pulled_) pulled_ = model_.combination(at_, residual_);
    return *pulled_;
}

double SquaredLoss::relative_residual(ConstVectorRef w) {
    find_residual(w);
    return last_relative_residual();
}

void SquaredLoss::gradient(ConstVectorRef w, VectorRef out) {
    find_residual(w);
    pulled().gradient(out);
    out *= 2.0;
}

void SquaredLoss::hessian_times(ConstVectorRef w, ConstVectorRef v, VectorRef out) {
    find_residual(w);
    model_.jacobian_times(w, v, change_);
    model_.jacobian_transposed_times(w, change_, out);
    pulled().hessian_times(v, curved_);
    out = 2.0 * (out + curved_);
}

double SquaredLoss::motion(ConstVectorRef w) {
    Vector slope(w.size());
    gradient(w, slope);
    const double steepness = 0.5 * slope.norm() / residual_.norm();
    if (!(steepness > 0.0)) return std::numeric_limits<double>::infinity();
    return residual_.norm() / steepness / std::sqrt(static_cast<double>(w.size()));
}

double SquaredLoss::sharpness(ConstVectorRef w, int iterations) {
    Vector v = RandomStream(0, "sharpness").normals(model_.parameters()).normalized();
    Vector image(v.size());
    double largest = 0.0;
    for (int n = 0; n < iterations; ++n) {
        hessian_times(w, v, image);
        largest = image.norm();
        if (!(largest > 0.0)) break;
        v = image / largest;
    }
    return largest;
}

}  // namespace regimes
