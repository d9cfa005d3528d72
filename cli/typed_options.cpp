// SPDX-License-Identifier: BSD-3-Clause
#include "cli/typed_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/exit_code.hpp"
#include "cli/nearest_name.hpp"
#include "regimes/studies/number_text.hpp"

namespace regimes::cli {

namespace {

constexpr double largest_log10_alpha = 30.0;  // float ends at 1e38

}  // namespace

void TypedOptions::add(const char* option, const char* type, const std::string& text) {
    app_->add_option(option, values_[option], text)->type_name(type);
}

void TypedOptions::add_flag(const char* option, bool& value, const std::string& text) {
    app_->add_flag(option, value, text);
}

void TypedOptions::add_alphas(const std::string& what, const std::string& otherwise) {
    add("--alpha", "A",
        fmt::format("{}: a number, a comma list,\n"
                    "or from:to:count, spaced geometrically (default {})",
                    what, otherwise));
    add("--log10-alpha", "L", "the same as decimal logarithm, spaced evenly");
}

std::string TypedOptions::text_or(const char* option, const std::string& otherwise) const {
    return given(option) ? text(option) : otherwise;
}

std::string TypedOptions::name_or(const char* option, const std::string& otherwise,
                                  const std::vector<std::string>& names) const {
    const std::string name = text_or(option, otherwise);
    check_name(option, name, names);
    return name;
}

long long TypedOptions::count_or(const char* option, long long otherwise, long long least) const {
    return given(option) ? parse_count(option, text(option), least) : otherwise;
}

std::optional<Index> TypedOptions::count_of(const char* option, long long least) const {
    if (!given(option)) return std::nullopt;
    return parse_count(option, text(option), least);
}

double TypedOptions::positive_or_chosen(const char* option) const {
    return given(option) ? parse_positive(option, text(option)) : 0.0;
}

std::size_t TypedOptions::megabytes_or(const char* option, std::size_t otherwise) const {
    if (!given(option)) return otherwise;
    return static_cast<std::size_t>(parse_int(option, text(option), 1)) * bytes_of_mb;
}

std::vector<std::string> TypedOptions::list_of(const char* option) const {
    if (!given(option)) return {};
    std::vector<std::string> parts(1);
    for (const char c : text(option)) {
        if (c == ',') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    if (std::find(parts.begin(), parts.end(), "") == parts.end()) return parts;
    throw UsageError(fmt::format("{}: \"{}\" given, names with commas between them expected",
                                 option, text(option)));
}

std::vector<double> TypedOptions::log10_alphas(const std::string& otherwise) const {
    if (given("--alpha") && given("--log10-alpha")) {
        throw UsageError("--alpha and --log10-alpha: both given, one of them expected");
    }
    const char* option = given("--log10-alpha") ? "--log10-alpha" : "--alpha";
    const std::vector<double> alphas =
        given("--log10-alpha") ? parse_numbers(option, text(option))
                               : parse_log10_numbers(option, text_or(option, otherwise));
    for (const double log10_alpha : alphas) {
        if (std::fabs(log10_alpha) > largest_log10_alpha) {
            throw UsageError(
                fmt::format("{}: 1e{:g} given, a scale from 1e-{:g} to 1e{:g} expected", option,
                            log10_alpha, largest_log10_alpha, largest_log10_alpha));
        }
        if (std::count(alphas.begin(), alphas.end(), log10_alpha) > 1) {
            throw UsageError(
                fmt::format("{}: {:g} given twice", option,
                            given("--log10-alpha") ? log10_alpha : std::pow(10.0, log10_alpha)));
        }
    }
    return alphas;
}

std::string TypedOptions::folder_of(const char* option) const {
    if (given(option) && text(option).empty()) {
        throw UsageError(fmt::format("{}: \"\" given, a folder expected", option));
    }
    return text(option);
}

}  // namespace regimes::cli
