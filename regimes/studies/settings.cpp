// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "regimes/core/utf8.hpp"

namespace regimes {

namespace {

using Json = nlohmann::ordered_json;

std::string joined(const Settings::Values& values) {
    std::string text;
    for (const ParameterValue& value : values) {
        text += (text.empty() ? "" : ",") + to_text(value);
    }
    return text;
}

Json to_json(const ParameterValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return valid_utf8(*text);
    return std::visit([](const auto& held) { return Json(held); }, value);
}

Json to_json(const Settings::Values& values) {
    Json list = Json::array();
    for (const ParameterValue& value : values) list.push_back(to_json(value));
    return list;
}

/// What was read from stdin is gone.
void check_stdin(const Fields& fields, const Settings& settings) {
    const Field* first = nullptr;
    for (const Field& field : fields) {
        if (field.role != FieldRole::file || field.is_list || !settings.given(field.name)) continue;
        const std::string& path = settings.text(field.name);
        if (path != "-" && path != "/dev/stdin") continue;
        if (first != nullptr) {
            throw FieldError(fmt::format(
                "{{{}}} and {{{}}}: both are stdin, which is read once; a file expected for one",
                first->name, field.name));
        }
        first = &field;
    }
}

}  // namespace

Settings::Settings(const Fields& fields) : fields_(&fields) {
    for (const Field& field : fields) {
        if (!field.has_default()) continue;
        if (field.is_list) {
            values_[field.name] = parse_field(field, field.list_default, field.defaults_to_scale);
        } else {
            values_[field.name] = {field.default_value};
        }
    }
}

Settings::Settings(const Fields& fields, const Texts& texts) : Settings(fields) {
    for (const Field& field : fields) {
        const auto own = texts.find(field.name);
        const auto scale = field.is_scale ? texts.find(field.scale_name()) : texts.end();
        if (own != texts.end() && scale != texts.end()) {
            throw FieldError(fmt::format("{{{}}} and {{{}}}: both given, one of them expected",
                                         field.scale_name(), field.name));
        }
        if (field.is_flag() && own != texts.end()) {
            put(field, field.name, {true});
        } else if (own != texts.end()) {
            put(field, field.name, parse_field(field, own->second));
        } else if (scale != texts.end()) {
            put(field, field.scale_name(), parse_field(field, scale->second, true));
        } else if (field.is_required) {
            throw FieldError(fmt::format("{{{}}}: missing; a value is required", field.name));
        }
    }
    check_needs();
    check_stdin(fields, *this);
}

Settings::Settings(const Fields& fields, const Parameters& parameters) : Settings(fields) {
    for (const auto& [name, value] : parameters) {
        const Field& field = meant_field(fields, name);
        const bool as_scale = name != field.name;
        const auto* text = std::get_if<std::string>(&value);
        const bool typed = text != nullptr && (field.is_list || as_scale);
        if (typed || as_scale) {
            put(field, name, parse_field(field, to_text(value), as_scale));
        } else {
            put(field, name, {checked(field, value)});
        }
    }
    for (const Field& field : fields) {
        if (!field.is_required || given(field.name)) continue;
        throw FieldError(fmt::format("{{{}}}: missing; a value is required", field.name));
    }
    check_needs();
    check_stdin(fields, *this);
}

void Settings::put(const Field& field, const std::string& spelling, Values values) {
    for (const ParameterValue& value : values) {
        if (field.repeats || std::count(values.begin(), values.end(), value) < 2) continue;
        const bool as_scale = spelling != field.name;
        throw FieldError(fmt::format(
            "{{{}}}: {} given twice", spelling,
            as_scale ? to_text(scale_of_log10(std::get<double>(value))) : to_text(value)));
    }
    values_[field.name] = std::move(values);
    given_.insert({field.name, spelling});
}

bool Settings::applies(const Field& field) const {
    if (field.needs.empty()) return true;
    const auto& wanted = field.needs_values;
    if (wanted.empty()) return given(field.needs);
    return std::find(wanted.begin(), wanted.end(), text(field.needs)) != wanted.end();
}

/// Options of one method given to another are mistakes, not wishes to be ignored.
void Settings::check_needs() const {
    for (const Field& field : *fields_) {
        if (!given(field.name) || applies(field)) continue;
        const auto& wanted = field.needs_values;
        const bool as_scale = field.is_scale && given(field.scale_name());
        throw FieldError(fmt::format("{{{}}}: has an effect only together with {{{}}}{}{}",
                                     as_scale ? field.scale_name() : field.name, field.needs,
                                     wanted.empty() ? "" : " ", fmt::join(wanted, " or ")));
    }
}

const Settings::Values& Settings::at(const std::string& name) const { return values_.at(name); }

bool Settings::flag(const std::string& name) const { return std::get<bool>(at(name).front()); }

Index Settings::whole(const std::string& name) const {
    return std::get<std::int64_t>(at(name).front());
}

int Settings::small(const std::string& name) const { return static_cast<int>(whole(name)); }

double Settings::number(const std::string& name) const {
    return std::get<double>(at(name).front());
}

const std::string& Settings::text(const std::string& name) const {
    return std::get<std::string>(at(name).front());
}

std::vector<double> Settings::numbers(const std::string& name) const {
    std::vector<double> list;
    if (!has(name)) return list;
    for (const ParameterValue& value : at(name)) list.push_back(std::get<double>(value));
    return list;
}

std::vector<Index> Settings::wholes(const std::string& name) const {
    std::vector<Index> list;
    if (!has(name)) return list;
    for (const ParameterValue& value : at(name)) list.push_back(std::get<std::int64_t>(value));
    return list;
}

std::vector<std::string> Settings::texts(const std::string& name) const {
    std::vector<std::string> list;
    if (!has(name)) return list;
    for (const ParameterValue& value : at(name)) list.push_back(std::get<std::string>(value));
    return list;
}

Index Settings::whole_or(const std::string& name, Index otherwise) const {
    return has(name) ? whole(name) : otherwise;
}

double Settings::number_or(const std::string& name, double otherwise) const {
    return has(name) ? number(name) : otherwise;
}

std::string Settings::text_or(const std::string& name, const std::string& otherwise) const {
    return has(name) ? text(name) : otherwise;
}

void Settings::set(const std::string& name, ParameterValue value) {
    values_[name] = {std::move(value)};
}

Parameters Settings::key() const {
    Parameters parameters;
    for (const Field& field : *fields_) {
        if (field.role != FieldRole::key || !has(field.name) || !applies(field)) continue;
        parameters[field.name] = key_value(field);
    }
    return parameters;
}

ParameterValue Settings::key_value(const Field& field) const {
    const Values& values = at(field.name);
    return field.is_list && values.size() != 1 ? ParameterValue(joined(values)) : values.front();
}

std::string Settings::json() const {
    Json json = Json::object();
    for (const Field& field : *fields_) {
        if (!applies(field)) continue;
        if (has(field.name)) {
            json[field.name] =
                field.is_list ? to_json(at(field.name)) : to_json(at(field.name).front());
        } else if (field.is_list && field.otherwise.empty()) {
            json[field.name] = Json::array();
        } else if (field.role == FieldRole::key &&
                   std::holds_alternative<double>(field.default_value)) {
            json[field.name] = "chosen";
        }
    }
    return json.dump();
}

double scale_of_log10(double log10_scale) {
    const double rough = std::pow(10.0, log10_scale);
    if (!(rough > 0.0) || !std::isfinite(rough)) return rough;
    constexpr int most_digits = 17;
    for (int digits = 1; digits < most_digits; ++digits) {
        const double rounded = std::stod(fmt::format("{:.{}g}", rough, digits));
        if (rounded > 0.0 && std::log10(rounded) == log10_scale) return rounded;
    }
    return rough;
}

std::string scale_text(double log10_scale) {
    double power = std::floor(log10_scale);
    double digits = 0.01 * std::round(100.0 * std::pow(10.0, log10_scale - power));
    if (digits >= 10.0) {
        digits = 1.0;
        power += 1.0;
    }
    if (power == 0.0 || power == 1.0) return fmt::format("{:.3g}", digits * std::pow(10.0, power));
    return fmt::format("{:.3g}e{:g}", digits, power);
}

}  // namespace regimes
