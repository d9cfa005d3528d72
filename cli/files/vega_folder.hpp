// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <optional>

#include "regimes/report/document.hpp"

namespace regimes::cli {

/// The folder with vega.min.js, vega-lite.min.js and vega-embed.min.js: $REGIMES_VEGA, else
/// ../share/regimes/vega from the program's own folder; none if they are not there.
/// Errors: UsageError naming REGIMES_VEGA if it is set and they are not there.
std::optional<std::filesystem::path> find_vega();

/// The scripts in it. Errors: UsageError naming a file that cannot be read.
VegaScripts read_vega(const std::filesystem::path& folder);

}  // namespace regimes::cli
