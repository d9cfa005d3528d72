// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>

namespace regimes {

/// The value of one parameter of a run. Whole numbers and others are told apart: 5 is not 5.0.
using ParameterValue = std::variant<bool, std::int64_t, double, std::string>;

/// What a run is given: every parameter of its experiment, by name.
using Parameters = std::map<std::string, ParameterValue>;

/// JSON with sorted keys and the shortest digits that give each double back ("1.0", never "1"), so
/// that equal parameters, and only they, have equal text: what keys are hashed from.
/// Errors: std::invalid_argument naming a parameter that is not finite.
std::string canonical_text(const Parameters& parameters);

/// The inverse of `canonical_text`.
/// Errors: std::invalid_argument if the text is not that of parameters.
Parameters parse_parameters(const std::string& text);

/// One value as text for people and tables: 0.001, 5, true, implicit.
std::string to_text(const ParameterValue& value);

/// The parameter of this name as a double (also where it was given whole), a whole number, or text.
/// Errors: std::invalid_argument naming the parameter if it is missing or of another kind.
double number(const Parameters& parameters, const std::string& name);
std::int64_t whole_number(const Parameters& parameters, const std::string& name);
const std::string& text(const Parameters& parameters, const std::string& name);

}  // namespace regimes
