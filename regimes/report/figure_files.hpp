// SPDX-License-Identifier: BSD-3-Clause
// A figure as files for other programs.
#pragma once

#include <string>

#include "regimes/report/figure.hpp"

namespace regimes {

/// One line for each row under a header: panel, series, x, y, low, high, source. Numbers have the
/// digits that give each double back; cells of a missing band are empty.
std::string figure_csv(const Figure& figure);

/// A JSON list of {claim, paper, measured, tolerance, verdict, explanation}, the verdict "holds",
/// "missed" or "not comparable".
std::string claims_json(const Figure& figure);

/// The rows as a JSON list of objects: what the specification calls "rows". Numbers that are not
/// finite are null, which Vega leaves out.
std::string rows_json(const Figure& figure);

/// The specification alone, as it was written but for white space.
/// Errors: std::invalid_argument naming the figure if its specification is not a JSON object.
std::string specification_json(const Figure& figure);

/// The specification with the rows inside and the colours of light pages: it opens by itself in
/// any Vega-Lite program.
/// Errors: as `specification_json`.
std::string vega_lite_json(const Figure& figure);

}  // namespace regimes
