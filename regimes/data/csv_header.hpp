// SPDX-License-Identifier: BSD-3-Clause
// What the first line of a table is, and what its columns are by their names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

/// What a first line may be.
enum class FirstLine {
    numbers,      ///< numbers or missing cells, or anything that is refused as such
    names,        ///< names without a number: a header
    numbered,     ///< the columns are numbered in order: a header, or a row of numbers
    with_index,   ///< the same behind an empty cell or a name, which then heads an index
    with_numbers  ///< two or more numbers behind such a cell, rising if it is empty: the same, if
                  ///< column 1 is an index
};

FirstLine first_line(const std::vector<std::string_view>& cells);

/// What is known of the lines below one that numbers the columns.
struct LinesBelow {
    Index rows = 0;
    Index columns = 0;              ///< that the line numbers
    Index columns_of_decimals = 0;  ///< of these, how many hold numbers and no plain whole one
    bool next_is_numbered = false;  ///< the next line counts on by ones, too
    bool from_zero = false;         ///< the line numbers from 0
};

/// Whether it is then a header. A first row of numbers is rarely 0, 1, 2, ..., and the fewer the
/// columns, the more must speak for it.
bool numbers_columns(const LinesBelow& below);

/// The names of an index: such as pandas and R write ("", "Unnamed: 0"), which no feature has; such
/// as people give ("id", "index"); and such as a feature may have, too ("row", "X").
enum class IndexName { none, possible, given, written };

IndexName index_name(const std::string& name);

}  // namespace regimes
