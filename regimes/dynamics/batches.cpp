// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/batches.hpp"

#include <algorithm>
#include <numeric>

namespace regimes {

Batches::Batches(Index samples, Index size, bool replacement, std::uint64_t seed)
    : samples_(samples),
      size_(size),
      replacement_(replacement),
      stream_(seed, "batches"),
      order_(static_cast<std::size_t>(samples)),
      position_(samples) {
    std::iota(order_.begin(), order_.end(), Index{0});
}

const std::vector<Index>& Batches::next() {
    batch_.clear();
    if (replacement_) {
        for (Index k = 0; k < size_; ++k) batch_.push_back(below(samples_));
        return batch_;
    }
    if (position_ == samples_) {
        stream_.shuffle(order_);
        position_ = 0;
    }
    const Index end = std::min(samples_, position_ + size_);
    for (; position_ < end; ++position_) {
        batch_.push_back(order_[static_cast<std::size_t>(position_)]);
    }
    return batch_;
}

Index Batches::below(Index bound) {
    return static_cast<Index>(stream_.below(static_cast<std::uint64_t>(bound)));
}

}  // namespace regimes
