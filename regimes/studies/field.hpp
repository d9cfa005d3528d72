// SPDX-License-Identifier: BSD-3-Clause
// The table of a study's fields: the one place where the name, default and domain of an option
// stand. Help, parsing, checks, the key of a run, provenance and sweep files are read from it.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "regimes/store/parameters.hpp"

namespace regimes {

enum class FieldRole {
    key,     ///< the numbers of a run depend on it
    file,    ///< names data: what the file holds counts, not how it is called
    effort,  ///< threads, memory, output: never changes a number
};

/// A field of a study or an experiment. Its default gives its kind (true or false, whole number,
/// number, text), also where no default is taken.
struct Field {
    std::string name;  ///< "max_steps": --max-steps of the program, max_steps in files
    ParameterValue default_value;
    std::string meaning;                    ///< for people, with its unit
    std::optional<double> least = {};       ///< of a number
    std::optional<double> greatest = {};    ///< of a number
    std::vector<std::string> choices = {};  ///< of a text

    bool is_open = false;            ///< the least itself is not allowed
    bool is_below = false;           ///< ... nor the greatest
    bool is_required = false;        ///< there is no default, a value must be given
    std::string otherwise = {};      ///< there is no default; what then is taken, for people
    bool is_list = false;            ///< several values, each once
    bool repeats = false;            ///< ... or several times
    bool is_scale = false;           ///< log10 of a scale: `alpha` is another name for it
    bool is_argument = false;        ///< of the program: without its name in front
    std::string list_default = {};   ///< of a list, as it is typed
    bool defaults_to_scale = false;  ///< that is of the scale, not of its logarithm
    std::string placeholder = {};    ///< of the value in help: "T"
    FieldRole role = FieldRole::key;
    bool needs_folder = false;  ///< it asks for files in a folder
    bool shapes_data = false;   ///< what is read depends on it, as it does on files
    std::string needs = {};     ///< has an effect only where this field ...
    std::vector<std::string> needs_values = {};  ///< ... has one of these values; none: is given

    bool has_default() const;
    bool is_flag() const { return std::holds_alternative<bool>(default_value); }
    /// "alpha" for "log10_alpha". Domain: a scale.
    std::string scale_name() const;

    Field&& at_least(double value) &&;
    Field&& above(double value) &&;
    Field&& at_most(double value) &&;
    Field&& below(double value) &&;
    Field&& or_else(std::string what) &&;
    Field&& required() &&;
    Field&& only_with(std::string field, std::vector<std::string> values = {}) &&;
    Field&& never_counts() &&;  ///< role effort
    Field&& may_repeat() &&;
    Field&& as_argument() &&;     ///< is_argument
    Field&& kept_in_folder() &&;  ///< needs_folder
    Field&& of_data() &&;         ///< shapes_data
    Field&& by_default(std::string choice) &&;
};

using Fields = std::vector<Field>;

Field flag_field(std::string name, std::string meaning);
Field whole_field(std::string name, std::string placeholder, std::string meaning,
                  std::int64_t default_value = 0);
Field number_field(std::string name, std::string placeholder, std::string meaning,
                   double default_value = 0.0);
/// The first choice is the default, unless `by_default` names another.
Field choice_field(std::string name, std::vector<std::string> choices, std::string meaning);
Field text_field(std::string name, std::string placeholder, std::string meaning);
Field file_field(std::string name, std::string meaning);
/// Numbers, whole numbers, texts; `list_default` as typed, empty for none.
Field number_list(std::string name, std::string placeholder, std::string list_default,
                  std::string meaning);
Field whole_list(std::string name, std::string placeholder, std::string list_default,
                 std::string meaning);
Field text_list(std::string name, std::string placeholder, std::string meaning);
/// log10_NAME, whose NAME may be given instead. |log10| <= greatest.
Field scale_field(std::string name, std::string list_default, double greatest, std::string meaning);

/// The field of this name. Errors: FieldError naming the nearest.
const Field& find_field(const Fields& fields, const std::string& name);

/// The same, or the field whose scale has this name.
const Field& meant_field(const Fields& fields, const std::string& name);

/// Misuse of fields, in one line. {name} in it stands for the name of a field, which every face
/// spells in its own way; what() has it as it is.
class FieldError : public std::invalid_argument {
public:
    explicit FieldError(const std::string& pattern);
    std::string spelled(const std::function<std::string(const std::string&)>& spell) const;

private:
    std::string pattern_;
};

/// Given values with the defaults of all others.
/// Errors: FieldError naming a parameter that is unknown (with the nearest name), of another kind,
/// or outside its domain. A whole number is taken for a real parameter.
Parameters with_defaults(const Fields& fields, const Parameters& given);

/// `given` if it fits the field, converted to its kind. Errors: FieldError.
ParameterValue checked(const Field& field, ParameterValue given);

/// The values in a text as people type them: one, or of a list "A,B,C" or "from:to:count".
/// `as_scale`: of a scale field, numbers whose log10 is meant. Errors: FieldError.
std::vector<ParameterValue> parse_field(const Field& field, const std::string& text,
                                        bool as_scale = false);

/// What a field may be, for people: "at least 1", "one of a, b"; "" for anything.
std::string domain_text(const Field& field);

/// What is taken where no value is given, for people; "" if one must be given.
std::string default_text(const Field& field);

}  // namespace regimes
