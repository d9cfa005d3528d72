// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/option_check.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace regimes {

namespace {

template <typename Value>
void require(bool fine, std::string_view option, Value value, std::string_view expected) {
    if (fine) return;
    throw std::invalid_argument(fmt::format("{}: {} given, {} expected", option, value, expected));
}

}  // namespace

void require_option(bool fine, std::string_view option, double value, std::string_view expected) {
    require(fine, option, value, expected);
}

void require_option(bool fine, std::string_view option, long value, std::string_view expected) {
    require(fine, option, value, expected);
}

}  // namespace regimes
