// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/resource.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace regimes {

std::string_view resource(std::string_view path) {
    for (const Resource& file : resources()) {
        if (file.path == path) return file.text;
    }
    throw std::invalid_argument(fmt::format("path: no resource \"{}\"", path));
}

}  // namespace regimes
