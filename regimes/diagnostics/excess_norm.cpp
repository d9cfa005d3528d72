// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/excess_norm.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace regimes {

namespace {

void require_same_size(const char* argument, ConstVectorRef beta, ConstVectorRef other) {
    if (beta.size() == other.size()) return;
    throw std::invalid_argument(
        fmt::format("{}: {} entries given, as many as beta has expected ({})", argument,
                    other.size(), beta.size()));
}

}  // namespace

double excess_l1_norm(ConstVectorRef beta, ConstVectorRef minimum) {
    require_same_size("minimum", beta, minimum);
    return (beta.array().abs() - minimum.array().abs()).sum();
}

double excess_l2_norm(ConstVectorRef beta, ConstVectorRef minimum) {
    require_same_size("minimum", beta, minimum);
    const double norms = beta.stableNorm() + minimum.stableNorm();
    return norms == 0.0 ? 0.0 : (beta - minimum).dot((beta + minimum) / norms);
}

double population_error(ConstVectorRef beta, ConstVectorRef truth) {
    require_same_size("truth", beta, truth);
    return (beta - truth).squaredNorm();
}

}  // namespace regimes
