// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace regimes {

/// Any text as a cell of CSV: quoted where it must be (RFC 4180).
std::string csv_cell(const std::string& text);

}  // namespace regimes
