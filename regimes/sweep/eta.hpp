// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>

namespace regimes {

/// How far a sweep is, for people: "120 of 500 runs, 4.1 runs/s, 1 min 33 s left". `computed` of
/// the `done` runs were computed in these seconds, and `underway` of others; rate and time left
/// follow from them, and are left out while nothing was computed.
std::string eta_text(std::size_t done, std::size_t all, std::size_t computed, double seconds,
                     double underway = 0.0);

}  // namespace regimes
