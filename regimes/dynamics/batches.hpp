// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "regimes/core/random.hpp"

namespace regimes {

/// Which samples stochastic descent takes next: a pure function of the seed.
///
/// Without replacement, in epochs: each one a new order of all samples, the last batch of an epoch
/// smaller where the size does not divide their number. With replacement, independent draws.
class Batches {
public:
    /// `size` in [1, samples].
    Batches(Index samples, Index size, bool replacement, std::uint64_t seed);

    const std::vector<Index>& next();

private:
    Index below(Index bound);

    Index samples_;
    Index size_;
    bool replacement_;
    RandomStream stream_;
    std::vector<Index> order_;
    std::vector<Index> batch_;
    Index position_;
};

}  // namespace regimes
