// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/number_text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "regimes/studies/field.hpp"

namespace regimes {

namespace {

constexpr long long most_numbers = 100000;

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == separator) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

double parse_log10(const std::string& option, const std::string& text) {
    const double number = parse_number(option, text);
    if (number > 0.0) return std::log10(number);
    throw FieldError(fmt::format("{}: \"{}\" given, a number above 0 expected", option, text));
}

using Parse = double (*)(const std::string& option, const std::string& text);

std::vector<double> parse_range(const std::string& option, const std::vector<std::string>& range,
                                Parse parse) {
    const double from = parse(option, range[0]);
    const double to = parse(option, range[1]);
    const long long count = parse_count(option + " (count)", range[2], 1);
    if (count > most_numbers || (count == 1 && from != to)) {
        throw FieldError(
            fmt::format("{} (count): {} given, 2 to {} expected", option, count, most_numbers));
    }
    if (!std::isfinite((to - from) * static_cast<double>(count - 1))) {
        throw FieldError(fmt::format("{}: \"{}\" given, a range within that of double expected",
                                     option, fmt::join(range, ":")));
    }
    std::vector<double> numbers(static_cast<std::size_t>(count), to);
    for (long long i = 0; i + 1 < count; ++i) {
        numbers[static_cast<std::size_t>(i)] =
            from + (to - from) * static_cast<double>(i) / static_cast<double>(count - 1);
    }
    return numbers;
}

std::vector<double> parse_list(const std::string& option, const std::string& text, Parse parse) {
    const std::vector<std::string> range = split(text, ':');
    if (range.size() == 3) return parse_range(option, range, parse);
    if (range.size() != 1) {
        throw FieldError(fmt::format(
            "{}: \"{}\" given, a number, a comma list or from:to:count expected", option, text));
    }
    std::vector<double> numbers;
    for (const std::string& part : split(text, ',')) numbers.push_back(parse(option, part));
    return numbers;
}

}  // namespace

double parse_number(const std::string& option, const std::string& text) {
    double number = 0.0;
    const char* first = text.data();
    const char* last = first + text.size();
    if (first != last && *first == '+') ++first;
    const auto [stop, error] = std::from_chars(first, last, number);
    if (error == std::errc::result_out_of_range) {
        throw FieldError(fmt::format("{}: \"{}\" is outside the range of double", option, text));
    }
    if (error != std::errc() || stop != last || !std::isfinite(number)) {
        throw FieldError(fmt::format("{}: \"{}\" given, a finite number expected", option, text));
    }
    return number;
}

double parse_positive(const std::string& option, const std::string& text) {
    const double number = parse_number(option, text);
    if (number > 0.0) return number;
    throw FieldError(fmt::format("{}: {} given, a number above 0 expected", option, text));
}

long long parse_count(const std::string& option, const std::string& text, long long least) {
    long long count = 0;
    const char* last = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), last, count);
    if (error == std::errc::result_out_of_range) {
        throw FieldError(
            fmt::format("{}: \"{}\" is outside the range of whole numbers", option, text));
    }
    if (error != std::errc() || stop != last || count < least) {
        throw FieldError(fmt::format("{}: \"{}\" given, a whole number of at least {} expected",
                                     option, text, least));
    }
    return count;
}

int parse_int(const std::string& option, const std::string& text, long long least) {
    const long long count = parse_count(option, text, least);
    if (count <= std::numeric_limits<int>::max()) return static_cast<int>(count);
    throw FieldError(fmt::format("{}: {} given, at most {} expected", option, text,
                                 std::numeric_limits<int>::max()));
}

std::vector<double> parse_numbers(const std::string& option, const std::string& text) {
    return parse_list(option, text, parse_number);
}

std::vector<double> parse_log10_numbers(const std::string& option, const std::string& text) {
    return parse_list(option, text, parse_log10);
}

}  // namespace regimes
