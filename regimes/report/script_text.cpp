// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/script_text.hpp"

#include <algorithm>
#include <cctype>

namespace regimes {

namespace {

/// True if `word`, which is in small letters, stands at this place in letters of any size.
bool stands_at(std::string_view text, std::size_t place, std::string_view word) {
    const std::string_view found = text.substr(place, word.size());
    return std::equal(found.begin(), found.end(), word.begin(), word.end(), [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == b;
    });
}

}  // namespace

std::string embedded_json(std::string_view json) {
    std::string text;
    text.reserve(json.size());
    for (const char c : json) {
        switch (c) {
            case '<': text += "\\u003c"; break;
            case '>': text += "\\u003e"; break;
            case '&': text += "\\u0026"; break;
            default: text += c;
        }
    }
    return text;
}

std::string embedded_script(std::string_view program) {
    std::string text;
    text.reserve(program.size());
    for (std::size_t place = 0; place < program.size(); ++place) {
        if (stands_at(program, place, "//# sourcemappingurl=")) {
            place = std::min(program.find('\n', place), program.size()) - 1;
            continue;
        }
        text += program[place];
        // In a string or a regular expression, "\/" is "/" and "\!" is "!".
        if (stands_at(program, place, "</script") || stands_at(program, place, "<!--"))
            text += '\\';
    }
    return text;
}

}  // namespace regimes
