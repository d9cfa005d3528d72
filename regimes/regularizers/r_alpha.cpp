// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/regularizers/r_alpha.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace regimes {

Initialization equivalent_of_explicit(const Initialization& initialization) {
    validate(initialization);
    if (initialization.depth != 2.0) {
        throw std::invalid_argument(
            fmt::format("depth: {} given, the explicit regulariser is known for depth 2 only",
                        initialization.depth));
    }
    if (initialization.plus.size() != 0 || initialization.minus.size() != 0) {
        throw std::invalid_argument(
            "plus, minus: given, but the explicit regulariser is known for the unit shape only");
    }
    return {.depth = 4.0, .log_alpha = 0.5 * initialization.log_alpha};
}

}  // namespace regimes
