// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace regimes {

/// The Vega-Lite configuration (JSON) that gives every figure the colours and type of the pages, on
/// light or on dark ground.
std::string light_figure_config();
std::string dark_figure_config();

}  // namespace regimes
