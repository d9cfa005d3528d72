// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/store/parameters.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace regimes {

namespace {

using nlohmann::json;

/// The shortest digits that give the number back, with a mark that it is no whole number.
std::string real_text(double value) {
    if (value == 0.0) return "0.0";  // -0.0 too, which equals it
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    std::string text(digits.data(), end);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

std::string quoted(const std::string& name, const std::string& text) {
    try {
        return json(text).dump();
    } catch (const json::exception&) {
        throw std::invalid_argument(name + ": text in UTF-8 expected");
    }
}

struct CanonicalValue {
    const std::string& name;

    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(const std::string& value) const { return quoted(name, value); }
    std::string operator()(double value) const {
        if (std::isfinite(value)) return real_text(value);
        throw std::invalid_argument(
            fmt::format("{}: {} given, a finite number expected", name, value));
    }
};

ParameterValue parse_value(const json& value) {
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_float() && std::isfinite(value.get<double>())) return value.get<double>();
    const bool fits = !value.is_number_unsigned() ||
                      value.get<std::uint64_t>() <=
                          static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (value.is_number_integer() && fits) return value.get<std::int64_t>();
    // The text of lists may be nested too deep for their own printer.
    throw std::invalid_argument(
        fmt::format("parameters: {} given, a number, true, false or text expected",
                    value.is_structured() ? "a list or object" : value.dump()));
}

const ParameterValue& value_of(const Parameters& parameters, const std::string& name) {
    const auto at = parameters.find(name);
    if (at == parameters.end()) throw std::invalid_argument(name + ": this parameter is missing");
    return at->second;
}

[[noreturn]] void refuse(const Parameters& parameters, const std::string& name,
                         const std::string& expected) {
    throw std::invalid_argument(
        fmt::format("{}: {} given, {} expected", name, to_text(parameters.at(name)), expected));
}

}  // namespace

std::string canonical_text(const Parameters& parameters) {
    std::string text = "{";
    for (const auto& [name, value] : parameters) {
        if (text.size() > 1) text += ',';
        text += quoted(name, name) + ':' + std::visit(CanonicalValue{name}, value);
    }
    return text + '}';
}

Parameters parse_parameters(const std::string& text) {
    const json document = json::parse(text, nullptr, false);
    if (!document.is_object()) {
        throw std::invalid_argument("parameters: a JSON object expected");
    }
    Parameters parameters;
    for (const auto& [name, value] : document.items()) parameters[name] = parse_value(value);
    return parameters;
}

std::string to_text(const ParameterValue& value) {
    return std::visit([](const auto& held) { return fmt::format("{}", held); }, value);
}

double number(const Parameters& parameters, const std::string& name) {
    const ParameterValue& value = value_of(parameters, name);
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    refuse(parameters, name, "a number");
}

std::int64_t whole_number(const Parameters& parameters, const std::string& name) {
    if (const auto* whole = std::get_if<std::int64_t>(&value_of(parameters, name))) return *whole;
    refuse(parameters, name, "a whole number");
}

const std::string& text(const Parameters& parameters, const std::string& name) {
    if (const auto* word = std::get_if<std::string>(&value_of(parameters, name))) return *word;
    refuse(parameters, name, "text");
}

}  // namespace regimes
