// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/gradient_distance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>

#include "regimes/diagnostics/jacobian_blocks.hpp"
#include "regimes/diagnostics/tangent_features.hpp"
#include "regimes/numerics/parallel.hpp"

namespace regimes {

namespace {

constexpr Index most_lanes = 64;
constexpr Index factor_samples = 64;  // whose factors are held at a time

/// The features at one end: where, and their norm.
struct End {
    ConstVectorRef w;
    double norm = 0.0;
};

/// The results of visit(first, last) on some ranges that cover all samples. Which ones depends on
/// the number of samples and lanes alone.
Vector for_samples(Index samples, Index lanes, int threads,
                   const std::function<double(Index first, Index last)>& visit) {
    Vector results(lanes);
    parallel_for(static_cast<int>(lanes), threads, [&](int lane) {
        results[lane] = visit(samples * lane / lanes, samples * (lane + 1) / lanes);
    });
    return results;
}

/// By rows of the Jacobian; norms without over- and underflow.
class ByRows {
public:
    static Index lanes(Index samples) { return std::min(samples, most_lanes); }

    static double norm(const Model& model, ConstVectorRef w, Index first, Index last) {
        Matrix rows(model.parameters(), outputs_per_sample(model));
        double norm = 0.0;
        for (Index n = first; n < last; ++n) {
            tangent_features(model, w, n, rows);
            norm = std::hypot(norm, rows.reshaped().stableNorm());
        }
        return norm;
    }

    static double distance(const Model& model, const End& a, const End& b, Index first,
                           Index last) {
        Matrix start(model.parameters(), outputs_per_sample(model));
        Matrix end(model.parameters(), outputs_per_sample(model));
        double sum = 0.0;
        for (Index n = first; n < last; ++n) {
            tangent_features(model, a.w, n, start);
            tangent_features(model, b.w, n, end);
            sum += (start / a.norm - end / b.norm).squaredNorm();
        }
        return sum;
    }
};

/// By factors delta a^T of the layers, whose norm is ||delta|| ||a||.
class ByFactors {
public:
    static Index lanes(Index samples) { return (samples + factor_samples - 1) / factor_samples; }

    static double norm(const Model& model, ConstVectorRef w, Index first, Index last) {
        double norm = 0.0;
        for (const TangentFactor& factor : factors_of(model, w, first, last - first)) {
            const Index each = factor.deltas.cols() / factor.inputs.cols();
            for (Index k = 0; k < factor.deltas.cols(); ++k) {
                norm = std::hypot(norm, factor.deltas.col(k).stableNorm() *
                                            factor.inputs.col(k / each).stableNorm());
            }
        }
        return norm;
    }

    static double distance(const Model& model, const End& a, const End& b, Index first,
                           Index last) {
        const TangentFactors start = factors_of(model, a.w, first, last - first);
        const TangentFactors end = factors_of(model, b.w, first, last - first);
        double sum = 0.0;
        for (std::size_t l = 0; l < start.size(); ++l) {
            sum += layer_distance(start[l], a.norm, end[l], b.norm);
        }
        return sum;
    }

private:
    /// ||p g^T - q h^T||^2 = ||p - q||^2 + <p, q> ||g - h||^2 for unit vectors g and h along the
    /// inputs, which cancels nowhere where both ends are close.
    static double layer_distance(const TangentFactor& start, double start_norm,
                                 const TangentFactor& end, double end_norm) {
        const Index each = start.deltas.cols() / start.inputs.cols();
        double sum = 0.0;
        for (Index n = 0; n < start.inputs.cols(); ++n) {
            const double from = start.inputs.col(n).stableNorm();
            const double to = end.inputs.col(n).stableNorm();
            const double turned =
                from > 0.0 && to > 0.0
                    ? (start.inputs.col(n) / from - end.inputs.col(n) / to).squaredNorm()
                    : 0.0;
            for (Index k = n * each; k < (n + 1) * each; ++k) {
                const Vector p = start.deltas.col(k) * (from / start_norm);
                const Vector q = end.deltas.col(k) * (to / end_norm);
                sum += (p - q).squaredNorm() + p.dot(q) * turned;
            }
        }
        return sum;
    }
};

double checked(double norm, const char* argument) {
    if (norm > 0.0 && std::isfinite(norm)) return norm;
    throw std::invalid_argument(
        fmt::format("{}: its tangent features have the norm {}, a positive finite number expected",
                    argument, norm));
}

/// As ||Phi_0 / ||Phi_0|| - Phi_T / ||Phi_T||||^2 / 2, since 1 minus a cosine near 1 has no digits.
template <typename Form>
double distance_by(const Model& model, ConstVectorRef w_start, ConstVectorRef w_end, int threads) {
    const Index samples = model.samples();
    const auto over_samples = [&](const auto& visit) {
        return for_samples(samples, Form::lanes(samples), threads, visit);
    };
    const auto norm = [&](ConstVectorRef w) {
        return over_samples(
                   [&](Index first, Index last) { return Form::norm(model, w, first, last); })
            .stableNorm();
    };
    const End start{w_start, checked(norm(w_start), "w_start")};
    const End end{w_end, checked(norm(w_end), "w_end")};
    return 0.5 * over_samples([&](Index first, Index last) {
                     return Form::distance(model, start, end, first, last);
                 }).sum();
}

void check(const Model& model, const char* argument, ConstVectorRef w) {
    if (w.size() == model.parameters()) return;
    throw std::invalid_argument(
        fmt::format("{}: {} entries given, {} expected", argument, w.size(), model.parameters()));
}

}  // namespace

double gradient_distance(double start, double cross, double difference) {
    const double gained = 2.0 * cross + difference;
    const double a = std::sqrt(start);
    const double b = std::sqrt(start + gained);
    if (!(a > 0.0 && b > 0.0)) return std::numeric_limits<double>::quiet_NaN();
    const double longer = gained / (a + b);
    return std::max(0.0, difference - longer * longer) / (2.0 * a * b);
}

double gradient_distance(const Model& model, ConstVectorRef w_start, ConstVectorRef w_end,
                         int threads) {
    check(model, "w_start", w_start);
    check(model, "w_end", w_end);
    if (threads < 0) {
        throw std::invalid_argument(fmt::format("threads: {} given, at least 0 expected", threads));
    }
    return model.factor_shapes().empty() ? distance_by<ByRows>(model, w_start, w_end, threads)
                                         : distance_by<ByFactors>(model, w_start, w_end, threads);
}

}  // namespace regimes
