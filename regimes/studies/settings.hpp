// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "regimes/core/types.hpp"
#include "regimes/studies/field.hpp"

namespace regimes {

/// The values of a study's fields: what was given, with the defaults of all others. Each value is
/// in its domain, no list has one twice, and a field that was given has an effect.
///
/// Errors of the constructors: FieldError naming the first field that is wrong.
class Settings {
public:
    using Texts = std::map<std::string, std::string>;  ///< by name, as people type them
    using Values = std::vector<ParameterValue>;

    /// All defaults. `fields` outlive the settings.
    explicit Settings(const Fields& fields);
    /// From texts as they are typed; flags are "true". A scale may be given by its own name.
    Settings(const Fields& fields, const Texts& given);
    /// From the values of a point of a sweep; text stands for the values of a list.
    Settings(const Fields& fields, const Parameters& given);

    const Fields& fields() const { return *fields_; }
    bool given(const std::string& name) const { return given_.contains(name); }
    /// True if there is a value: given, by default, or set.
    bool has(const std::string& name) const { return values_.contains(name); }

    /// Domain of the following: a field of this kind that has a value.
    bool flag(const std::string& name) const;
    Index whole(const std::string& name) const;
    int small(const std::string& name) const;  ///< a whole number whose field keeps it in an int
    double number(const std::string& name) const;
    const std::string& text(const std::string& name) const;
    std::vector<double> numbers(const std::string& name) const;
    std::vector<Index> wholes(const std::string& name) const;
    std::vector<std::string> texts(const std::string& name) const;

    /// The same, or what else is taken where there is no value.
    Index whole_or(const std::string& name, Index otherwise) const;
    double number_or(const std::string& name, double otherwise) const;
    std::string text_or(const std::string& name, const std::string& otherwise) const;

    /// Sets what was left to be chosen, or a single value of a list.
    void set(const std::string& name, ParameterValue value);

    /// The value of a field as one, a list as text. Domain: it has a value.
    ParameterValue key_value(const Field& field) const;
    /// What a run is known by: the fields of role key that have a value and an effect, lists as
    /// text.
    Parameters key() const;
    /// All fields that have an effect, by name, as JSON; what is left to be chosen is "chosen",
    /// files and outputs that were not asked for are left out.
    std::string json() const;

private:
    void put(const Field& field, const std::string& spelling, Values values);
    void check_needs() const;
    bool applies(const Field& field) const;
    const Values& at(const std::string& name) const;

    const Fields* fields_;
    std::map<std::string, Values> values_;
    std::set<std::string> given_;
};

/// The scale whose logarithm this is, with the fewest digits that have it: 0.3 for log10(0.3).
/// 0 or infinite where it leaves the range of double.
double scale_of_log10(double log10_scale);

/// The same to three digits, also where no double holds it: "1e-3", "10", "2.15e-300".
std::string scale_text(double log10_scale);

}  // namespace regimes
