// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/csv_cell.hpp"

namespace regimes {

std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == text.npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += c;
        quoted += c;
    }
    return quoted + "\"";
}

}  // namespace regimes
