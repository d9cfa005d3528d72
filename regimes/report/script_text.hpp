// SPDX-License-Identifier: BSD-3-Clause
// Text that may stand inside <script> without ending it.
#pragma once

#include <string>
#include <string_view>

namespace regimes {

/// JSON that parses to the same value, without '<', '>' and '&'. Domain: JSON.
std::string embedded_json(std::string_view json);

/// JavaScript of the same meaning in which neither "</script" nor "<!--" occurs, and no comment
/// that sends a debugger for a source map. Domain: programs that have the first two only inside
/// strings, template strings and regular expressions.
std::string embedded_script(std::string_view program);

}  // namespace regimes
