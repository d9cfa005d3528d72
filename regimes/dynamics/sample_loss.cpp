// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/sample_loss.hpp"

#include <cmath>
#include <numbers>

namespace regimes {

namespace {

double logistic(double margin) {
    return margin > 0.0 ? std::log1p(std::exp(-margin)) : -margin + std::log1p(std::exp(margin));
}

}  // namespace

double loss_of(SampleLoss loss, ConstVectorRef outputs, ConstVectorRef targets) {
    if (loss == SampleLoss::squared) return (outputs - targets).squaredNorm();
    double sum = 0.0;
    for (Index n = 0; n < outputs.size(); ++n) sum += logistic(targets[n] * outputs[n]);
    return sum;
}

void differentiate(SampleLoss loss, ConstVectorRef outputs, ConstVectorRef targets, VectorRef first,
                   VectorRef second) {
    if (loss == SampleLoss::squared) {
        first = 2.0 * (outputs - targets);
        second.setConstant(2.0);
        return;
    }
    for (Index n = 0; n < outputs.size(); ++n) {
        const double margin = targets[n] * outputs[n];
        const double small = std::exp(-std::abs(margin));
        const double wrong = margin > 0.0 ? small / (1.0 + small) : 1.0 / (1.0 + small);
        first[n] = -targets[n] * wrong;
        second[n] = small / ((1.0 + small) * (1.0 + small));
    }
}

double relative_misfit(SampleLoss loss, ConstVectorRef outputs, ConstVectorRef targets) {
    if (loss == SampleLoss::squared) {
        const double size = targets.norm();
        const double misfit = (outputs - targets).norm();
        return size > 0.0 ? misfit / size : misfit;
    }
    const double samples = static_cast<double>(targets.size());
    return loss_of(loss, outputs, targets) / (samples * std::numbers::ln2);
}

}  // namespace regimes
