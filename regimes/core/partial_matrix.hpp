// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

/// An entry of a matrix whose value is known; row and column count from 0.
struct ObservedEntry {
    Index row = 0;
    Index col = 0;
    double value = 0.0;

    bool operator==(const ObservedEntry&) const = default;
};

/// A matrix of which some entries are known: what matrix completion starts from.
///
/// Shapes: rows x cols, any number of entries in any order; only those observed take memory.
struct PartialMatrix {
    Index rows = 0;
    Index cols = 0;
    std::vector<ObservedEntry> observed;
};

}  // namespace regimes
