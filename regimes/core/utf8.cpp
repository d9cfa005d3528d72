// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/utf8.hpp"

#include <cstddef>

namespace regimes {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// How many bytes the character has that begins here; 0 if none does (RFC 3629, section 4).
std::size_t length_at(std::string_view text) {
    const auto is_within = [&](std::size_t place, unsigned low, unsigned high) {
        return place < text.size() && static_cast<unsigned char>(text[place]) >= low &&
               static_cast<unsigned char>(text[place]) <= high;
    };
    const auto follow = [&](std::size_t from, std::size_t count) {
        for (std::size_t k = from; k < count; ++k) {
            if (!is_within(k, 0x80, 0xBF)) return std::size_t{0};
        }
        return count;
    };
    if (is_within(0, 0x00, 0x7F)) return 1;
    if (is_within(0, 0xC2, 0xDF)) return follow(1, 2);
    if (is_within(0, 0xE0, 0xEF)) {  // neither longer than needed nor half of a pair
        const bool first = is_within(0, 0xE0, 0xE0);
        const bool pairs = is_within(0, 0xED, 0xED);
        return is_within(1, first ? 0xA0 : 0x80, pairs ? 0x9F : 0xBF) ? follow(2, 3) : 0;
    }
    if (is_within(0, 0xF0, 0xF4)) {  // ... nor above U+10FFFF
        const bool first = is_within(0, 0xF0, 0xF0);
        const bool last = is_within(0, 0xF4, 0xF4);
        return is_within(1, first ? 0x90 : 0x80, last ? 0x8F : 0xBF) ? follow(2, 4) : 0;
    }
    return 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = length_at(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string valid_utf8(std::string_view text) {
    std::string valid;
    while (!text.empty()) {
        const std::size_t length = length_at(text);
        valid += length > 0 ? text.substr(0, length) : replacement;
        text.remove_prefix(length > 0 ? length : 1);
    }
    return valid;
}

}  // namespace regimes
