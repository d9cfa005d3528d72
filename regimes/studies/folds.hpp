// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

/// How samples are divided into folds.
struct FoldOptions {
    int count = 5;           ///< >= 2, and no more than samples, or groups
    std::uint64_t seed = 0;  ///< equal seeds, equal folds
    std::vector<int>
        classes;  ///< of each sample: every fold gets its share of each; none: one class
    std::vector<int> groups;  ///< of each sample: a group stays together; none: each is its own
};

/// The fold of each sample, in [0, count). Folds differ by at most one sample in size (with classes
/// by one of each); with groups as little as putting the largest groups first allows.
/// Errors: std::invalid_argument naming "folds" if count is out of its domain, or classes and
/// groups are both given.
std::vector<int> assign_folds(Index samples, const FoldOptions& options);

/// The samples of a fold, or all others; ascending.
std::vector<Index> samples_of(const std::vector<int>& folds, int fold);
std::vector<Index> samples_outside(const std::vector<int>& folds, int fold);

}  // namespace regimes
