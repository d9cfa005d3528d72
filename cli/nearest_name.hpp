// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "regimes/core/nearest_name.hpp"

namespace regimes::cli {

/// Errors: UsageError naming the option and the nearest name, unless `given` is one of them.
void check_name(const std::string& option, const std::string& given,
                const std::vector<std::string>& names);

}  // namespace regimes::cli
