// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>

#include "regimes/core/design_view.hpp"
#include "regimes/dynamics/network_loss.hpp"

namespace regimes {

/// A short text that tells data apart: equal numbers in equal order, equal digest.
class DataDigest {
public:
    void add(const void* bytes, std::size_t size);
    void add(const DesignView& design);  ///< its shape and its entries
    void add(const NetworkTargets& targets);
    std::string text() const;

private:
    std::string digest_;
};

}  // namespace regimes
