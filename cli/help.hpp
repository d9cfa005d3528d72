// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <string>

namespace CLI {
class FormatterBase;
}

namespace regimes::cli {

/// Columns of a terminal, which no line of help, tables or verdicts exceeds.
constexpr std::size_t terminal_columns = 80;

/// --help in 80 columns: options on the left, what they mean on the right, in the order of the
/// table that declares them.
std::shared_ptr<CLI::FormatterBase> help_formatter();

/// Text in lines of at most `columns`, broken between words; every line but the first is indented.
/// Line feeds stay.
std::string wrapped(const std::string& text, std::size_t columns, std::size_t indent = 0);

}  // namespace regimes::cli
