// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

/// An entry of a matrix whose value is known; row and column count from 0.
struct ObservedEntry {
    Index row = 0;       ///< in [0, rows)
    Index col = 0;       ///< in [0, cols)
    double value = 0.0;  ///< finite

    /// Equal in all three.
    bool operator==(const ObservedEntry&) const = default;
};

/// A matrix of which some entries are known: what matrix completion starts from.
///
/// Shapes: rows x cols, any number of entries in any order; only those observed take memory.
struct PartialMatrix {
    Index rows = 0;                       ///< of the whole matrix
    Index cols = 0;                       ///< of the whole matrix
    std::vector<ObservedEntry> observed;  ///< in any order
};

}  // namespace regimes
