// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "regimes/core/partial_matrix.hpp"

namespace regimes {

/// A completion problem, and entries kept from it to see how well they are predicted.
struct HeldOut {
    PartialMatrix problem;
    std::vector<ObservedEntry> entries;  ///< in the order of the whole problem
};

/// Sets a share of the observed entries aside, drawn at random from this seed; each row and each
/// column keeps one, since nothing is known of one without. A share too large for that sets aside
/// what it can.
/// Domain: 0 <= share < 1, and no entry twice.
HeldOut hold_out(const PartialMatrix& problem, double share, std::uint64_t seed);

}  // namespace regimes
