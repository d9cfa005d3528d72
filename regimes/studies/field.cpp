// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/field.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "regimes/core/nearest_name.hpp"
#include "regimes/studies/number_text.hpp"

namespace regimes {

namespace {

constexpr double greatest_whole = std::numeric_limits<int>::max();  // unless a field says otherwise

// In the order of ParameterValue's alternatives.
constexpr std::array<const char*, 4> kinds = {"true or false", "a whole number", "a number",
                                              "text"};

std::string spelled(const std::string& pattern,
                    const std::function<std::string(const std::string&)>& spell) {
    std::string text;
    std::size_t place = 0;
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    };
    while (place < pattern.size()) {
        const std::size_t end = pattern.find('}', place);
        const bool opens = pattern[place] == '{' && end != pattern.npos && end > place + 1;
        if (opens && std::all_of(pattern.begin() + static_cast<std::ptrdiff_t>(place) + 1,
                                 pattern.begin() + static_cast<std::ptrdiff_t>(end), is_letter)) {
            text += spell(pattern.substr(place + 1, end - place - 1));
            place = end + 1;
        } else {
            text += pattern[place++];
        }
    }
    return text;
}

[[noreturn]] void refuse(const Field& field, const std::string& given) {
    throw FieldError(
        fmt::format("{{{}}}: {} given, {} expected", field.name, given, domain_text(field)));
}

bool is_inside(const Field& field, double value) {
    if (field.least && (field.is_open ? value <= *field.least : value < *field.least)) return false;
    return !field.greatest || (field.is_below ? value < *field.greatest : value <= *field.greatest);
}

void check_number(const Field& field, double value, const std::string& given) {
    if (!std::isfinite(value)) {
        throw FieldError(
            fmt::format("{{{}}}: {} given, a finite number expected", field.name, given));
    }
    if (!is_inside(field, value)) refuse(field, given);
}

/// Scales are checked by their logarithm, and told as they are, by the name that was given.
void check_scale(const Field& field, double log10_value, const std::string& name) {
    if (std::fabs(log10_value) <= *field.greatest) return;
    throw FieldError(fmt::format("{{{}}}: 1e{:g} given, a scale from 1e-{:g} to 1e{:g} expected",
                                 name, log10_value, *field.greatest, *field.greatest));
}

void check_choice(const Field& field, const std::string& given) {
    if (field.choices.empty()) return;
    if (std::find(field.choices.begin(), field.choices.end(), given) != field.choices.end()) return;
    throw FieldError(fmt::format("{{{}}}: \"{}\" given, {} expected{}", field.name, given,
                                 domain_text(field), suggestion(given, field.choices)));
}

ParameterValue parse_one(const Field& field, const std::string& text) {
    const std::string name = "{" + field.name + "}";
    if (std::holds_alternative<std::string>(field.default_value)) return text;
    if (std::holds_alternative<double>(field.default_value)) {
        const double value = parse_number(name, text);
        check_number(field, value, text);
        return value;
    }
    const auto least = static_cast<long long>(
        field.least.value_or(static_cast<double>(std::numeric_limits<long long>::min())));
    const long long value = parse_count(name, text, least);
    if (!is_inside(field, static_cast<double>(value))) refuse(field, text);
    return static_cast<std::int64_t>(value);
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == ',') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

std::vector<ParameterValue> parse_list(const Field& field, const std::string& text, bool as_scale) {
    std::vector<ParameterValue> values;
    if (std::holds_alternative<double>(field.default_value)) {
        const std::string name = "{" + (as_scale ? field.scale_name() : field.name) + "}";
        for (const double value :
             as_scale ? parse_log10_numbers(name, text) : parse_numbers(name, text)) {
            values.emplace_back(value);
        }
        return values;
    }
    for (const std::string& part : split(text)) {
        if (part.empty()) {
            throw FieldError(fmt::format(
                "{{{}}}: \"\" in \"{}\" given, values with commas between them expected",
                field.name, text));
        }
        values.push_back(parse_one(field, part));
    }
    return values;
}

Field make(std::string name, ParameterValue value, std::string placeholder, std::string meaning) {
    Field field{std::move(name), std::move(value), std::move(meaning)};
    field.placeholder = std::move(placeholder);
    return field;
}

Field list_of(Field field, std::string list_default) {
    field.is_list = true;
    field.list_default = std::move(list_default);
    return field;
}

}  // namespace

bool Field::has_default() const {
    return !is_required && otherwise.empty() && (!is_list || !list_default.empty());
}

std::string Field::scale_name() const { return name.substr(std::string("log10_").size()); }

Field&& Field::at_least(double value) && {
    least = value;
    return std::move(*this);
}
Field&& Field::above(double value) && {
    is_open = true;
    return std::move(*this).at_least(value);
}
Field&& Field::at_most(double value) && {
    greatest = value;
    return std::move(*this);
}
Field&& Field::below(double value) && {
    is_below = true;
    return std::move(*this).at_most(value);
}
Field&& Field::or_else(std::string what) && {
    otherwise = std::move(what);
    return std::move(*this);
}
Field&& Field::required() && {
    is_required = true;
    return std::move(*this);
}
Field&& Field::only_with(std::string field, std::vector<std::string> values) && {
    needs = std::move(field);
    needs_values = std::move(values);
    return std::move(*this);
}
Field&& Field::never_counts() && {
    role = FieldRole::effort;
    return std::move(*this);
}

Field&& Field::may_repeat() && {
    repeats = true;
    return std::move(*this);
}
Field&& Field::as_argument() && {
    is_argument = true;
    return std::move(*this);
}
Field&& Field::kept_in_folder() && {
    needs_folder = true;
    return std::move(*this).never_counts();
}
Field&& Field::of_data() && {
    shapes_data = true;
    return std::move(*this);
}
Field&& Field::by_default(std::string choice) && {
    default_value = std::move(choice);
    return std::move(*this);
}

Field flag_field(std::string name, std::string meaning) {
    return make(std::move(name), false, "", std::move(meaning));
}

Field whole_field(std::string name, std::string placeholder, std::string meaning,
                  std::int64_t default_value) {
    Field field = make(std::move(name), default_value, std::move(placeholder), std::move(meaning));
    field.greatest = greatest_whole;
    return field;
}

Field number_field(std::string name, std::string placeholder, std::string meaning,
                   double default_value) {
    return make(std::move(name), default_value, std::move(placeholder), std::move(meaning));
}

Field choice_field(std::string name, std::vector<std::string> choices, std::string meaning) {
    Field field = make(std::move(name), choices.front(), "NAME", std::move(meaning));
    field.choices = std::move(choices);
    return field;
}

Field text_field(std::string name, std::string placeholder, std::string meaning) {
    return make(std::move(name), std::string(), std::move(placeholder), std::move(meaning));
}

Field file_field(std::string name, std::string meaning) {
    Field field = text_field(std::move(name), "FILE", std::move(meaning));
    field.role = FieldRole::file;
    field.otherwise = "none";
    return field;
}

Field number_list(std::string name, std::string placeholder, std::string list_default,
                  std::string meaning) {
    return list_of(number_field(std::move(name), std::move(placeholder), std::move(meaning)),
                   std::move(list_default));
}

Field whole_list(std::string name, std::string placeholder, std::string list_default,
                 std::string meaning) {
    return list_of(whole_field(std::move(name), std::move(placeholder), std::move(meaning)),
                   std::move(list_default));
}

Field text_list(std::string name, std::string placeholder, std::string meaning) {
    return list_of(text_field(std::move(name), std::move(placeholder), std::move(meaning)), "");
}

Field scale_field(std::string name, std::string list_default, double greatest,
                  std::string meaning) {
    Field field = number_list(std::move(name), "L", std::move(list_default), std::move(meaning));
    field.is_scale = true;
    field.greatest = greatest;
    return field;
}

const Field& find_field(const Fields& fields, const std::string& name) {
    std::vector<std::string> names;
    for (const Field& field : fields) {
        if (field.name == name) return field;
        names.push_back(field.name);
    }
    throw FieldError(fmt::format("{}: unknown parameter, one of {} expected{}", name,
                                 fmt::join(names, ", "), suggestion(name, names)));
}

FieldError::FieldError(const std::string& pattern)
    : std::invalid_argument(
          regimes::spelled(pattern, [](const std::string& name) { return name; })),
      pattern_(pattern) {}

std::string FieldError::spelled(const std::function<std::string(const std::string&)>& spell) const {
    return regimes::spelled(pattern_, spell);
}

ParameterValue checked(const Field& field, ParameterValue given) {
    if (std::holds_alternative<double>(field.default_value)) {
        if (const auto* whole = std::get_if<std::int64_t>(&given)) {
            given = static_cast<double>(*whole);
        }
    }
    if (given.index() != field.default_value.index()) {
        throw FieldError(fmt::format("{{{}}}: {} given, {} expected", field.name, to_text(given),
                                     kinds[field.default_value.index()]));
    }
    if (const auto* real = std::get_if<double>(&given)) {
        if (field.is_scale) check_scale(field, *real, field.name);
        if (!field.is_scale) check_number(field, *real, to_text(given));
    }
    if (const auto* whole = std::get_if<std::int64_t>(&given)) {
        check_number(field, static_cast<double>(*whole), to_text(given));
    }
    if (const auto* word = std::get_if<std::string>(&given)) check_choice(field, *word);
    return given;
}

Parameters with_defaults(const Fields& fields, const Parameters& given) {
    Parameters all;
    for (const Field& field : fields) all[field.name] = field.default_value;
    for (const auto& [name, value] : given) all[name] = checked(find_field(fields, name), value);
    return all;
}

const Field& meant_field(const Fields& fields, const std::string& name) {
    for (const Field& field : fields) {
        if (field.is_scale && field.scale_name() == name) return field;
    }
    return find_field(fields, name);
}

std::vector<ParameterValue> parse_field(const Field& field, const std::string& text,
                                        bool as_scale) {
    std::vector<ParameterValue> values;
    if (field.is_list) {
        values = parse_list(field, text, as_scale);
    } else {
        values.push_back(parse_one(field, text));
    }
    for (ParameterValue& value : values) {
        if (as_scale) check_scale(field, std::get<double>(value), field.scale_name());
        value = checked(field, std::move(value));
    }
    return values;
}

std::string domain_text(const Field& field) {
    if (!field.choices.empty()) return fmt::format("one of {}", fmt::join(field.choices, ", "));
    std::string text;
    const bool is_number = std::holds_alternative<double>(field.default_value);
    if (field.least) {
        text = fmt::format("{} {:g}", field.is_open ? "a number above" : "at least", *field.least);
    }
    const bool has_end = field.greatest && *field.greatest < greatest_whole;
    if (has_end || (field.greatest && text.empty())) {
        text += fmt::format("{}{} {:.10g}", text.empty() ? "" : " and ",
                            field.is_below ? "below" : "at most", *field.greatest);
    } else if (field.greatest && !is_number) {
        text += fmt::format(" and at most {:.10g}", *field.greatest);
    }
    if (!text.empty()) return text;
    return is_number ? "a finite number" : kinds[field.default_value.index()];
}

std::string default_text(const Field& field) {
    if (field.is_required) return "";
    if (!field.otherwise.empty()) return field.otherwise;
    if (field.is_list) return field.list_default;
    if (const auto* number = std::get_if<double>(&field.default_value)) {
        return fmt::format("{:g}", *number);
    }
    return to_text(field.default_value);
}

}  // namespace regimes
