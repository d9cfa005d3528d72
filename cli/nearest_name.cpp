// SPDX-License-Identifier: BSD-3-Clause
#include "cli/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/exit_code.hpp"

namespace regimes::cli {

void check_name(const std::string& option, const std::string& given,
                const std::vector<std::string>& names) {
    if (std::find(names.begin(), names.end(), given) != names.end()) return;
    throw UsageError(fmt::format("{}: \"{}\" given, one of {} expected{}", option, given,
                                 fmt::join(names, ", "), suggestion(given, names)));
}

}  // namespace regimes::cli
