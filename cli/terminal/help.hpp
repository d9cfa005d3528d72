// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

namespace CLI {
class FormatterBase;
}

namespace regimes::cli {

/// --help in 80 columns: options on the left, what they mean on the right, in the order of the
/// table that declares them.
std::shared_ptr<CLI::FormatterBase> help_formatter();

}  // namespace regimes::cli
