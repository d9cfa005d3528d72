// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/output_error.hpp"

#include <cmath>

namespace regimes {

double error_rate(const Vector& outputs, const std::vector<int>& labels) {
    const Index each = outputs.size() / static_cast<Index>(labels.size());
    double wrong = 0.0;
    for (std::size_t n = 0; n < labels.size(); ++n) {
        const auto own = outputs.segment(static_cast<Index>(n) * each, each);
        const double label = own[labels[n]];
        if ((own.array() < label).count() != each - 1) wrong += 1.0;
    }
    return wrong / static_cast<double>(labels.size());
}

Vector compared_targets(const NetworkTargets& targets, const std::vector<int>& labels,
                        Index samples, Index outputs) {
    const auto* own = std::get_if<std::vector<int>>(&targets);
    if (own == nullptr && labels.empty()) {
        return std::get<Vector>(targets).head(samples * outputs);
    }
    const std::vector<int>& all = labels.empty() ? *own : labels;
    const std::vector<int> some(all.begin(), all.begin() + samples);
    return indicators(some, outputs).array() - 1.0 / static_cast<double>(outputs);
}

double root_mean_square(const Vector& entries) {
    return entries.stableNorm() / std::sqrt(static_cast<double>(entries.size()));
}

}  // namespace regimes
