// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "regimes/report/figure.hpp"

namespace regimes {

/// The text of the three scripts that draw Vega-Lite in a browser.
struct VegaScripts {
    std::string vega;
    std::string vega_lite;
    std::string vega_embed;
};

/// What the page of figures shows.
struct FigureReport {
    std::vector<Figure> figures;
    std::vector<std::pair<std::string, std::string>> settings;    ///< scale, instances, ...
    std::vector<std::pair<std::string, std::string>> provenance;  ///< version, commit, host, ...
    std::optional<VegaScripts> vega;  ///< none: the page says so and shows the data as tables
    /// Plain text: what the page is. Without a lead it says that it shows the paper's figures, and
    /// lists them.
    std::string title = "Kernel and rich regimes: the paper's figures";
    std::string lead = {};
};

/// Figures, such as the paper's beside ours, as one self-contained page: for each its table, an
/// interactive chart, the claims it is held to with what was found, its notes, and its data.
///
/// Errors: std::invalid_argument naming a figure whose specification is not a JSON object.
std::string figure_page(const FigureReport& report);

}  // namespace regimes
