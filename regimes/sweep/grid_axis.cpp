// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/sweep/grid_axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace regimes {

namespace {

/// Beyond this not every whole number is a double.
constexpr double largest_whole = 9007199254740992.0;

double parse(const std::string& digits) { return std::strtod(digits.c_str(), nullptr) + 0.0; }

/// To the 15th digit of the larger end, where the points' own rounding errors lie; to 12 digits
/// where the logarithm makes them larger.
double rounded(double value, double largest, Spacing spacing) {
    if (spacing == Spacing::logarithmic) return parse(fmt::format("{:.12g}", value));
    const int places = 14 - static_cast<int>(std::floor(std::log10(largest)));
    return parse(places < 0 ? fmt::format("{:.15g}", value)
                            : fmt::format("{:.{}f}", value, places));
}

double as_double(const ParameterValue& value) {
    const auto* whole = std::get_if<std::int64_t>(&value);
    return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value);
}

double between(double from, double to, double share, Spacing spacing) {
    // Neither to - from nor to / from leaves the range of double in these forms.
    if (spacing == Spacing::linear) return (1.0 - share) * from + share * to;
    return std::exp((1.0 - share) * std::log(from) + share * std::log(to));
}

bool is_whole(double value) {
    return value == std::floor(value) && std::abs(value) < largest_whole;
}

}  // namespace

std::vector<ParameterValue> range_values(const ParameterValue& from, const ParameterValue& to,
                                         std::int64_t count, Spacing spacing) {
    const double first = as_double(from);
    const double last = as_double(to);
    const double largest = std::max(std::abs(first), std::abs(last));
    std::vector<double> points;
    for (std::int64_t k = 0; k + 1 < count; ++k) {
        const double share = static_cast<double>(k) / static_cast<double>(count - 1);
        const double point = between(first, last, share, spacing);
        points.push_back(k == 0 || largest == 0.0 ? first : rounded(point, largest, spacing));
    }
    points.push_back(last);
    const bool whole = std::holds_alternative<std::int64_t>(from) &&
                       std::holds_alternative<std::int64_t>(to) &&
                       std::all_of(points.begin(), points.end(), is_whole);
    std::vector<ParameterValue> values;
    for (const double point : points) {
        if (whole) {
            values.emplace_back(static_cast<std::int64_t>(point));
        } else {
            values.emplace_back(point);
        }
    }
    return values;
}

std::vector<ParameterValue> seed_values(std::int64_t first, std::int64_t count) {
    std::vector<ParameterValue> values;
    for (std::int64_t k = 0; k < count; ++k) values.emplace_back(first + k);
    return values;
}

}  // namespace regimes
