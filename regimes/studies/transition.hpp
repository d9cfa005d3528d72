// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "regimes/studies/fit_record.hpp"

namespace regimes {

/// Where, among the alphas of one depth, training leaves the kernel regime and enters the rich one.
///
/// With the l1 norms L2 of the minimum l2 interpolant and L1 of the minimum l1 interpolant,
///   kernel   the path has gone at most 1 % of the way from L2 down to L1:
///            L2 - ||beta||_1 <= 0.01 (L2 - L1)
///   rich     the l1 norm is within 1 % of the least: ||beta||_1 <= 1.01 L1
/// The bounds are alphas of the path, and every alpha of the path beyond them qualifies too.
struct Transition {
    std::optional<double> kernel_from;  ///< least log10 alpha of the kernel regime
    std::optional<double> rich_to;      ///< greatest log10 alpha of the rich regime
};

constexpr double transition_share = 0.01;

/// Only points that have landed count. Both empty where the ends are within 1 % of each other.
Transition find_transition(const FitRecord& record, double depth);

/// The transition of one depth in a sentence for people, and what its words mean.
std::string describe_transition(const FitRecord& record, double depth);
constexpr std::string_view transition_meaning =
    "\"As a kernel method\": the l1 norm has gone at most 1 % of the way from that of the minimum "
    "l2 to that of the minimum l1 interpolant. Only the alphas tried are compared.";

}  // namespace regimes
