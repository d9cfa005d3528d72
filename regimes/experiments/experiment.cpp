// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <stdexcept>

#include "regimes/core/nearest_name.hpp"
#include "regimes/experiments/resource.hpp"

namespace regimes {

namespace {

constexpr std::array<std::string_view, 3> scale_names = {"smoke", "quick", "paper"};
// In the order of ParameterValue's alternatives.
constexpr std::array<std::string_view, 4> kinds = {"true or false", "a whole number", "a number",
                                                   "text"};

const ParameterSpec& spec_of(const std::vector<ParameterSpec>& specs, const std::string& name) {
    std::vector<std::string> names;
    for (const ParameterSpec& spec : specs) {
        if (spec.name == name) return spec;
        names.push_back(spec.name);
    }
    throw std::invalid_argument(
        fmt::format("{}: unknown parameter, one of {} expected; the "
                    "nearest is {}",
                    name, fmt::join(names, ", "), nearest_name(name, names)));
}

[[noreturn]] void refuse(const ParameterSpec& spec, const ParameterValue& given,
                         const std::string& expected) {
    throw std::invalid_argument(
        fmt::format("{}: {} given, {} expected", spec.name, to_text(given), expected));
}

void check_number(const ParameterSpec& spec, const ParameterValue& given, double value) {
    if (!std::isfinite(value)) refuse(spec, given, "a finite number");
    if (spec.least && value < *spec.least) {
        refuse(spec, given, fmt::format("at least {}", *spec.least));
    }
    if (spec.greatest && value > *spec.greatest) {
        refuse(spec, given, fmt::format("at most {}", *spec.greatest));
    }
}

ParameterValue fitted(const ParameterSpec& spec, ParameterValue given) {
    if (std::holds_alternative<double>(spec.default_value)) {
        if (const auto* whole = std::get_if<std::int64_t>(&given)) {
            given = static_cast<double>(*whole);
        }
    }
    if (given.index() != spec.default_value.index()) {
        refuse(spec, given, std::string(kinds[spec.default_value.index()]));
    }
    if (const auto* real = std::get_if<double>(&given)) check_number(spec, given, *real);
    if (const auto* whole = std::get_if<std::int64_t>(&given)) {
        check_number(spec, given, static_cast<double>(*whole));
    }
    if (const auto* word = std::get_if<std::string>(&given); word && !spec.choices.empty()) {
        if (std::find(spec.choices.begin(), spec.choices.end(), *word) == spec.choices.end()) {
            refuse(spec, given, fmt::format("one of {}", fmt::join(spec.choices, ", ")));
        }
    }
    return given;
}

}  // namespace

std::string_view name(Scale scale) { return scale_names[static_cast<std::size_t>(scale)]; }

Scale scale_of(std::string_view name) {
    const auto at = std::find(scale_names.begin(), scale_names.end(), name);
    if (at == scale_names.end()) {
        throw std::invalid_argument(fmt::format("scale: \"{}\" given, one of {} expected", name,
                                                fmt::join(scale_names, ", ")));
    }
    return static_cast<Scale>(at - scale_names.begin());
}

Parameters complete(const Experiment& experiment, const Parameters& given) {
    const auto specs = experiment.parameters();
    Parameters all;
    for (const ParameterSpec& spec : specs) all[spec.name] = spec.default_value;
    for (const auto& [name, value] : given) all[name] = fitted(spec_of(specs, name), value);
    return all;
}

Figure empty_figure(const Experiment& experiment) {
    Figure figure;
    figure.name = experiment.name();
    figure.title = experiment.title();
    std::string folder = experiment.name();
    std::replace(folder.begin(), folder.end(), '-', '_');
    figure.specification = resource(folder + "/figure.vl.json");
    return figure;
}

std::vector<Parameters> reproduction_tasks(const Experiment& experiment,
                                           const Reproduction& reproduction) {
    std::vector<Parameters> tasks;
    std::set<std::string> seen;
    for (Parameters task : experiment.tasks(reproduction)) {
        for (const auto& [name, value] : reproduction.settings) task[name] = value;
        task = complete(experiment, task);
        if (seen.insert(canonical_text(task)).second) tasks.push_back(std::move(task));
    }
    return tasks;
}

}  // namespace regimes
