// SPDX-License-Identifier: BSD-3-Clause
// Text for a terminal of 80 columns.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace regimes {

constexpr std::size_t text_columns = 80;

/// Text in lines of at most `columns`, broken between words; every line but the first is indented.
/// Line feeds stay, and so does the indent of a paragraph.
std::string wrapped(const std::string& text, std::size_t columns = text_columns,
                    std::size_t indent = 0);

/// A head and rows of cells as text: columns flush right, the last one flush left. A table that is
/// too wide is folded into blocks of columns, each of which repeats the first `repeated` columns.
std::string text_table(const std::vector<std::vector<std::string>>& table,
                       std::size_t repeated = 1);

}  // namespace regimes
