// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace regimes {

/// The style sheet of every page: two colour schemes, charts, picture strips, tables.
std::string_view page_style();

}  // namespace regimes
