// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/network_loss.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "regimes/models/argument_check.hpp"

namespace regimes {

namespace {

void check(const Vector& values, Index size) {
    require_size("targets", values.size(), size);
    for (Index i = 0; i < size; ++i) {
        if (std::isfinite(values[i])) continue;
        throw std::invalid_argument(
            fmt::format("targets: entry {} is {}, a finite number expected", i, values[i]));
    }
}

void check_classes(const std::vector<int>& labels, Index outputs) {
    for (std::size_t n = 0; n < labels.size(); ++n) {
        if (labels[n] >= 0 && labels[n] < outputs) continue;
        throw std::invalid_argument(fmt::format(
            "labels: entry {} is {}, a class in 0 to {} expected", n, labels[n], outputs - 1));
    }
}

void check(const std::vector<int>& labels, Index samples, Index outputs) {
    require_size("labels", static_cast<Index>(labels.size()), samples);
    if (outputs < 2) {
        throw std::invalid_argument(
            "widths: the last one is 1, at least 2 expected, one output for each class");
    }
    check_classes(labels, outputs);
}

/// One sample's loss; f becomes scale times its derivative. With m the largest output, the
/// logarithm of the sum is m + log1p(the sum of the others' e^(f - m)).
template <typename Scalar>
double cross_entropy_of(Scalar* f, Index outputs, Index label, double scale) {
    const Index top = std::max_element(f, f + outputs) - f;
    const auto largest = static_cast<double>(f[top]);
    const auto own = static_cast<double>(f[label]);
    double below_top = 0.0;
    double others = 0.0;
    for (Index k = 0; k < outputs; ++k) {
        const double e = std::exp(static_cast<double>(f[k]) - largest);
        if (k != top) below_top += e;
        if (k != label) others += e;
    }
    const double unit = scale / (1.0 + below_top);
    for (Index k = 0; k < outputs; ++k) {
        const double e = std::exp(static_cast<double>(f[k]) - largest);
        f[k] = static_cast<Scalar>(unit * (k == label ? -others : e));
    }
    return std::log1p(below_top) + (largest - own);
}

}  // namespace

Vector indicators(const std::vector<int>& labels, Index classes) {
    check_classes(labels, classes);
    Vector y = Vector::Zero(static_cast<Index>(labels.size()) * classes);
    for (std::size_t n = 0; n < labels.size(); ++n) {
        y[static_cast<Index>(n) * classes + labels[n]] = 1.0;
    }
    return y;
}

template <typename Scalar>
NetworkLoss<Scalar>::NetworkLoss(const NetworkTargets& targets, Index samples, Index outputs)
    : outputs_(outputs) {
    if (const auto* values = std::get_if<Vector>(&targets)) {
        check(*values, samples * outputs);
        for (const double value : *values) values_.push_back(static_cast<Scalar>(value));
        return;
    }
    labels_ = std::get<std::vector<int>>(targets);
    check(labels_, samples, outputs);
}

template <typename Scalar>
NetworkScore NetworkLoss<Scalar>::evaluate(Scalar* f, const Index* samples, Index count,
                                           double scale) const {
    return labels_.empty() ? squared(f, samples, count, scale)
                           : cross_entropy(f, samples, count, scale);
}

template <typename Scalar>
double NetworkLoss<Scalar>::at_zero() const {
    double sum = static_cast<double>(labels_.size()) * std::log(static_cast<double>(outputs_));
    for (const Scalar y : values_) sum += static_cast<double>(y) * static_cast<double>(y);
    return sum;
}

template <typename Scalar>
NetworkScore NetworkLoss<Scalar>::squared(Scalar* f, const Index* samples, Index count,
                                          double scale) const {
    NetworkScore score;
    const auto twice = static_cast<Scalar>(2.0 * scale);
    for (Index n = 0; n < count; ++n) {
        const Scalar* y = &values_[static_cast<std::size_t>(samples[n] * outputs_)];
        for (Index k = 0; k < outputs_; ++k, ++f) {
            const Scalar residual = *f - y[k];
            score.loss += static_cast<double>(residual) * static_cast<double>(residual);
            *f = twice * residual;
        }
    }
    return score;
}

template <typename Scalar>
NetworkScore NetworkLoss<Scalar>::cross_entropy(Scalar* f, const Index* samples, Index count,
                                                double scale) const {
    NetworkScore score;
    for (Index n = 0; n < count; ++n, f += outputs_) {
        const int label = labels_[static_cast<std::size_t>(samples[n])];
        bool right = true;
        for (Index k = 0; k < outputs_; ++k) right = right && (k == label || f[label] > f[k]);
        if (!right) ++score.wrong;
        score.loss += cross_entropy_of(f, outputs_, label, scale);
    }
    return score;
}

template class NetworkLoss<float>;
template class NetworkLoss<double>;

}  // namespace regimes
