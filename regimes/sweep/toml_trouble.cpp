// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/sweep/toml_trouble.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace regimes {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view space = " \t\r\n";
constexpr int most_parts = 8;  // toml++ allows 256 inline tables in each other, each with such keys

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

bool is_one_of(char c, std::string_view list) { return list.find(c) != list.npos; }

/// Where the string that opens here ends, or what may follow a line that ends in a backslash.
std::size_t end_of_string(std::string_view text, std::size_t place) {
    const char quote = text[place];
    const bool is_long = text.substr(place, 3) == std::string(3, quote);
    const std::size_t quotes = is_long ? 3 : 1;
    const std::string_view closing = text.substr(place, quotes);
    place += quotes;
    while (place < text.size()) {
        const char c = text[place];
        if (c == '\n' && !is_long) return place;
        if (text.substr(place, quotes) == closing) return place + quotes;
        ++place;
        if (c != '\\' || quote != '"') continue;
        const std::size_t next = std::min(text.find_first_not_of(space, place), text.size());
        if (next < text.size() && !is_ascii(text[next])) return next;
        place = std::max(next, place + 1);
    }
    return place;
}

TomlTrouble trouble(std::string_view text, std::size_t place, std::string what) {
    const auto lines =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n');
    return {static_cast<std::size_t>(lines) + 1, std::move(what)};
}

}  // namespace

std::optional<TomlTrouble> toml_trouble(std::string_view text) {
    char before = '\n';  // the last that is no space
    int parts = 1;
    std::size_t place = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    while (place < text.size()) {
        const char c = text[place];
        if (!is_ascii(c)) return trouble(text, place, "a letter beyond ASCII outside of quotes");
        if (c == '.' && ++parts > most_parts) {
            return trouble(
                text, place,
                fmt::format("a key of more than {} parts with dots between them", most_parts));
        }
        if (c == '#') {
            place = std::min(text.find('\n', place), text.size());
        } else if (is_one_of(c, "\"'") && is_one_of(before, "\n=,[{")) {
            place = end_of_string(text, place);
            before = c;
        } else {
            if (is_one_of(c, "\n=,[{")) parts = 1;
            if (!is_one_of(c, " \t\r")) before = c;
            ++place;
        }
    }
    return std::nullopt;
}

}  // namespace regimes
