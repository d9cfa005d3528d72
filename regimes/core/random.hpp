// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

/// A stream of random numbers that is a pure function of its key (counter-based Philox4x32-10).
///
/// Equal keys give equal bits on every machine, thread and rank (normals as equal as the machines'
/// log, sin and cos); keys that differ in the seed or the purpose give independent streams. There
/// is no global generator and no seed from the clock.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
class RandomStream {
public:
    /// `purpose` names what the numbers are for ("x", "noise"), so that streams of one seed differ.
    RandomStream(std::uint64_t seed, std::string_view purpose);

    /// 64 uniform bits.
    std::uint64_t bits();
    /// Uniform on the open interval (0, 1): the midpoints of 2^52 equal cells.
    double uniform() { return uniform_from(bits()); }
    /// The midpoint of the cell of (0, 1) that 64 bits name.
    static double uniform_from(std::uint64_t bits) {
        return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
    }
    /// Standard normal, by Box-Muller.
    double normal();
    /// Uniform integer in [0, bound), without bias. Error: std::invalid_argument if bound is 0.
    std::uint64_t below(std::uint64_t bound);
    /// `size` independent standard normals.
    Vector normals(Index size);
    /// A random order of a list (Fisher, Yates).
    template <typename Item>
    void shuffle(std::vector<Item>& list) {
        for (std::size_t n = list.size(); n > 1; --n) std::swap(list[n - 1], list[below(n)]);
    }

private:
    std::uint32_t key_[2];
    std::uint64_t counter_ = 0;
    std::uint64_t spare_bits_ = 0;
    bool has_spare_bits_ = false;
    double spare_normal_ = 0.0;
    bool has_spare_normal_ = false;
};

}  // namespace regimes
