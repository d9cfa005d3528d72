// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/gradient_distance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

#include "regimes/diagnostics/tangent_features.hpp"
#include "regimes/numerics/parallel.hpp"

namespace regimes {

namespace {

constexpr Index most_lanes = 64;

/// Calls visit(lane, sample) for all samples; the lane of a sample depends on their number alone.
int for_samples(const Model& model, int threads,
                const std::function<void(int lane, Index first, Index last)>& visit) {
    const Index samples = model.samples();
    const auto lanes = static_cast<int>(std::min(samples, most_lanes));
    run_lanes(lanes, threads,
              [&](int lane) { visit(lane, samples * lane / lanes, samples * (lane + 1) / lanes); });
    return lanes;
}

/// ||Phi||, without over- and underflow.
double norm_of_features(const Model& model, ConstVectorRef w, int threads, const char* argument) {
    Vector norms = Vector::Zero(most_lanes);
    for_samples(model, threads, [&](int lane, Index first, Index last) {
        Matrix rows(model.parameters(), outputs_per_sample(model));
        for (Index n = first; n < last; ++n) {
            tangent_features(model, w, n, rows);
            norms[lane] = std::hypot(norms[lane], rows.reshaped().stableNorm());
        }
    });
    const double norm = norms.stableNorm();
    if (norm > 0.0 && std::isfinite(norm)) return norm;
    throw std::invalid_argument(
        fmt::format("{}: its tangent features have the norm {}, a positive finite number expected",
                    argument, norm));
}

void check(const Model& model, const char* argument, ConstVectorRef w) {
    if (w.size() == model.parameters()) return;
    throw std::invalid_argument(
        fmt::format("{}: {} entries given, {} expected", argument, w.size(), model.parameters()));
}

}  // namespace

/// As ||Phi_0 / ||Phi_0|| - Phi_T / ||Phi_T||||^2 / 2, since 1 minus a cosine near 1 has no digits.
double gradient_distance(const Model& model, ConstVectorRef w_start, ConstVectorRef w_end,
                         int threads) {
    check(model, "w_start", w_start);
    check(model, "w_end", w_end);
    if (threads < 0) {
        throw std::invalid_argument(fmt::format("threads: {} given, at least 0 expected", threads));
    }
    const double start_norm = norm_of_features(model, w_start, threads, "w_start");
    const double end_norm = norm_of_features(model, w_end, threads, "w_end");
    Vector sums = Vector::Zero(most_lanes);
    for_samples(model, threads, [&](int lane, Index first, Index last) {
        Matrix start(model.parameters(), outputs_per_sample(model));
        Matrix end(model.parameters(), outputs_per_sample(model));
        for (Index n = first; n < last; ++n) {
            tangent_features(model, w_start, n, start);
            tangent_features(model, w_end, n, end);
            sums[lane] += (start / start_norm - end / end_norm).squaredNorm();
        }
    });
    return 0.5 * sums.sum();
}

}  // namespace regimes
