// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <optional>

#include "regimes/sweep/sweep.hpp"

namespace regimes {

/// Computes one point of the plan. Whatever it throws, and a metric that is NaN, is a failed run
/// with the reason. Nothing comes back if the run was told to stop, which it is (through its
/// observer) while `stop` is true. Meanwhile `share` is what the run reports of its progress.
std::optional<RunRecord> compute_run(const SweepPlan& plan, const Parameters& parameters,
                                     const std::atomic<bool>& stop,
                                     std::atomic<double>* share = nullptr);

}  // namespace regimes
