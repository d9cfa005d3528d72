// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/laziness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace regimes {

namespace {

/// log10 of the scale and the gradient distance there, the smallest scale first.
struct Point {
    double log10_alpha;
    double distance;
};
using Points = std::vector<Point>;

Points points_of(const std::vector<RunRecord>& runs) {
    std::map<double, std::vector<double>> distances;
    for (const RunRecord& run : runs) {
        const auto distance = run.result.metrics.find("gradient_distance");
        if (!run.failure.empty() || distance == run.result.metrics.end() ||
            run.result.status == Status::diverged) {
            continue;
        }
        distances[number(run.parameters, "log10_alpha")].push_back(distance->second);
    }
    Points points;
    for (const auto& [log10_alpha, some] : distances) {
        double sum = 0.0;
        for (const double distance : some) sum += distance;
        points.push_back({log10_alpha, sum / static_cast<double>(some.size())});
    }
    return points;
}

/// log10 of the scale where the line through two points has this height.
double scale_at(const Point& a, const Point& b, double distance) {
    const double share = (a.distance - distance) / (a.distance - b.distance);
    return a.log10_alpha + share * (b.log10_alpha - a.log10_alpha);
}

double distance_at(const Point& a, const Point& b, double log10_alpha) {
    const double share = (log10_alpha - a.log10_alpha) / (b.log10_alpha - a.log10_alpha);
    return a.distance + share * (b.distance - a.distance);
}

/// The last point above the level whose next one is not; none if the largest scale is above it.
std::optional<std::size_t> last_fall(const Points& points, double level) {
    for (std::size_t k = points.size(); k-- > 0;) {
        if (points[k].distance > level) {
            return k + 1 < points.size() ? std::optional(k) : std::nullopt;
        }
    }
    return std::nullopt;
}

Regime regime_of(double distance) {
    return distance > lazy_threshold ? Regime::rich : Regime::kernel;
}

void judge_as_given(const Points& points, Laziness& laziness) {
    for (std::size_t k = 0; k < points.size(); ++k) {
        const Point& here = points[k];
        if (std::fabs(here.log10_alpha) < same_log10) {
            laziness.as_given = regime_of(here.distance);
            laziness.distance_as_given = here.distance;
            return;
        }
        if (k == 0 || here.log10_alpha < 0.0 || points[k - 1].log10_alpha > 0.0) continue;
        const Point& before = points[k - 1];
        laziness.distance_as_given = distance_at(before, here, 0.0);
        if (regime_of(before.distance) == regime_of(here.distance)) {
            laziness.as_given = regime_of(here.distance);
        }
    }
}

std::string alpha_text(double log10_alpha) {
    return fmt::format("alpha = {:.3g}", std::pow(10.0, log10_alpha));
}

std::string as_given_text(const Laziness& laziness) {
    const std::string lazy_up_to = fmt::format("up to {:g} counts as lazy", lazy_threshold);
    switch (laziness.as_given) {
        case Regime::kernel:
            return fmt::format(
                "Lazy at the scale as given: tangent features keep their direction (gradient "
                "distance {:.3g}; {}).",
                *laziness.distance_as_given, lazy_up_to);
        case Regime::rich:
            return fmt::format(
                "Rich at the scale as given: training turns the tangent features (gradient "
                "distance {:.3g}; {}).",
                *laziness.distance_as_given, lazy_up_to);
        case Regime::unknown: break;
    }
    return "Lazy or rich at the scale as given? Unknown: no run that counts is at alpha = 1, nor "
           "two alike on both sides of it.";
}

std::string edge_text(const Laziness& laziness) {
    if (laziness.log10_edge) {
        return fmt::format("The edge of the rich regime lies at {}: larger scales are lazy.",
                           alpha_text(*laziness.log10_edge));
    }
    if (laziness.largest_distance > lazy_threshold) {
        return fmt::format(
            "Still rich at the largest scale, {}: the edge lies above; try larger ones.",
            alpha_text(*laziness.log10_largest));
    }
    return fmt::format(
        "Lazy at every scale, down to {}: the edge of the rich regime lies below; try smaller "
        "ones.",
        alpha_text(*laziness.log10_smallest));
}

}  // namespace

std::string_view name(Regime regime) {
    switch (regime) {
        case Regime::kernel: return "kernel";
        case Regime::rich: return "rich";
        case Regime::unknown: break;
    }
    return "unknown";
}

Laziness find_laziness(const std::vector<RunRecord>& runs) {
    const Points points = points_of(runs);
    Laziness laziness;
    if (points.empty()) return laziness;
    laziness.log10_smallest = points.front().log10_alpha;
    laziness.log10_largest = points.back().log10_alpha;
    for (const Point& point : points) {
        laziness.largest_distance = std::max(laziness.largest_distance, point.distance);
    }
    judge_as_given(points, laziness);
    if (const auto k = last_fall(points, lazy_threshold)) {
        const Point& inside = points[*k];
        const Point& outside = points[*k + 1];
        laziness.log10_edge = scale_at(inside, outside, lazy_threshold);
        laziness.next_log10_alpha = (inside.log10_alpha + outside.log10_alpha) / 2.0;
    }
    const double half = laziness.largest_distance / 2.0;
    if (laziness.largest_distance < lazy_threshold) return laziness;
    if (const auto k = last_fall(points, half)) {
        laziness.log10_transition = scale_at(points[*k], points[*k + 1], half);
    }
    return laziness;
}

std::vector<std::string> describe(const Laziness& laziness) {
    if (!laziness.log10_largest) return {"Lazy or rich? Unknown: no run has a gradient distance."};
    std::vector<std::string> sentences = {as_given_text(laziness), edge_text(laziness)};
    if (laziness.log10_transition) {
        sentences.push_back(fmt::format(
            "The gradient distance falls through half of its largest value, {:.3g}, at {}.",
            laziness.largest_distance, alpha_text(*laziness.log10_transition)));
    }
    return sentences;
}

}  // namespace regimes
