// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace regimes {

/// The script of the page of figures: draws each chart as SVG with Vega-Lite, in the colours of the
/// reader's preference and as many panels in a row as there is room for.
///
/// Expects `vegaEmbed`; elements .chart-holder with data-figure; and <script> elements with the ids
/// rows-NAME, specification-NAME, config-light and config-dark that hold JSON.
std::string_view figure_script();

}  // namespace regimes
