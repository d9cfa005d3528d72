// SPDX-License-Identifier: BSD-3-Clause
// Lazy or rich, and where the transition lies: what the gradient distances at several scales say.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "regimes/store/run_record.hpp"

namespace regimes {

/// Gradient distances up to here count as lazy: the tangent features have kept their direction, to
/// an angle of 26 degrees (cosine 0.9).
constexpr double lazy_threshold = 0.1;

/// Scales whose log10 are this close are one, whatever their rounding.
constexpr double same_log10 = 1e-9;

enum class Regime { kernel, rich, unknown };
std::string_view name(Regime regime);

/// What measured runs of one network at several scales say, in any order. Runs that have no
/// gradient distance, or diverged, are left out; of several at one scale the mean distance counts.
struct Laziness {
    Regime as_given = Regime::unknown;  ///< at alpha = 1, measured or between two alike neighbours
    std::optional<double> distance_as_given;  ///< measured, or interpolated in log alpha
    /// log10 of the largest scale that still leaves the kernel regime (the edge of the rich
    /// regime): where the gradient distance falls through lazy_threshold for the last time,
    /// interpolated linearly in log alpha between neighbours. None: never measured above, or still
    /// above it at the largest scale.
    std::optional<double> log10_edge;
    /// log10 of the scale halfway, in log alpha, between the neighbours of the edge: the next one
    /// to measure for a sharper edge. None: no edge.
    std::optional<double> next_log10_alpha;
    /// log10 of the scale of the transition: where it falls for the last time through half of its
    /// largest value. None: as above, or where that value is itself below lazy_threshold.
    std::optional<double> log10_transition;
    double largest_distance = 0.0;
    std::optional<double> log10_smallest;  ///< of the scales that count
    std::optional<double> log10_largest;
};
/// Runs have the parameter log10_alpha.
Laziness find_laziness(const std::vector<RunRecord>& runs);

/// The answer in sentences for people: regime at the scale as given, edge, transition, and what to
/// try where the scales do not show one.
std::vector<std::string> describe(const Laziness& laziness);

}  // namespace regimes
