// SPDX-License-Identifier: BSD-3-Clause
#include "cli/verbs/reproduction_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "cli/terminal/exit_code.hpp"

namespace regimes::cli {

namespace {

// Not ordered_json, which copies members as it reads on, and so ends the stack where they are deep.
using Json = nlohmann::json;

constexpr const char* record_name = "reproductions";

const Experiment& experiment_of(const std::string& name) {
    try {
        return find_experiment(name);
    } catch (const std::invalid_argument& error) {
        throw UsageError(error.what());
    }
}

bool asks_for_all(const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), "all") != names.end();
}

bool is_named(const Experiment& experiment, const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return name != "all" && &experiment_of(name) == &experiment;
    });
}

struct Setting {
    std::string name;
    ParameterValue value;
};

/// A whole number that fits; JSON would cast any other. Errors: std::invalid_argument.
template <typename Whole>
Whole whole_of(const Json& json) {
    const bool fits =
        json.is_number_unsigned()
            ? std::in_range<Whole>(json.get<std::uint64_t>())
            : json.is_number_integer() && std::in_range<Whole>(json.get<std::int64_t>());
    if (fits) return json.get<Whole>();
    throw std::invalid_argument("a whole number that fits was expected");
}

/// true, 5 and 0.5 are what they look like, all else is text.
ParameterValue value_of(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number_integer()) return whole_of<std::int64_t>(json);
    if (json.is_number_float()) return json.get<double>();
    return text;
}

Setting setting_of(const std::string& given) {
    const auto at = given.find('=');
    if (at == given.npos || at == 0) {
        throw UsageError(fmt::format("--set: \"{}\" given, NAME=VALUE expected", given));
    }
    const std::string name = given.substr(0, at);
    try {
        return {name, value_of(given.substr(at + 1))};
    } catch (const std::invalid_argument& error) {
        throw UsageError(fmt::format("--set: {}: {}", given, error.what()));
    }
}

bool has_parameter(const Experiment& experiment, const std::string& name) {
    const auto specs = experiment.parameters();
    return std::any_of(specs.begin(), specs.end(),
                       [&](const Field& spec) { return spec.name == name; });
}

void set(ReproductionPlan& plan, const Setting& setting) {
    const Experiment* last = nullptr;
    bool found = false;
    try {
        for (auto& [experiment, reproduction] : plan) {
            last = experiment;
            if (!has_parameter(*experiment, setting.name)) continue;
            found = true;
            reproduction.settings[setting.name] = setting.value;
            with_defaults(experiment->parameters(), reproduction.settings);
        }
        if (!found)
            with_defaults(last->parameters(),
                          {{setting.name, setting.value}});  // names the nearest
    } catch (const std::invalid_argument& error) {
        throw UsageError(fmt::format("--set: {}: {}", last->name(), error.what()));
    }
}

}  // namespace

std::vector<const Experiment*> experiments_of(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        if (name != "all") experiment_of(name);
    }
    std::vector<const Experiment*> found;
    for (const Experiment* experiment : experiments()) {
        if (asks_for_all(names) || is_named(*experiment, names)) found.push_back(experiment);
    }
    return found;
}

ReproductionPlan plan_figures(const std::vector<std::string>& names,
                              const Reproduction& reproduction,
                              const std::vector<std::string>& settings) {
    const bool all = asks_for_all(names);
    ReproductionPlan plan;
    for (const Experiment* experiment : experiments_of(names)) {
        if (experiment->lacks().empty()) {
            plan.push_back({experiment, reproduction});
        } else if (!all || is_named(*experiment, names)) {
            throw UsageError(fmt::format("{}: {}", experiment->name(), experiment->lacks()));
        }
    }
    for (const std::string& given : settings) set(plan, setting_of(given));
    return plan;
}

void record_plan(RunStore& store, const ReproductionPlan& plan) {
    Json record = Json::object();
    for (const ReproductionPlan& part : {recorded_plan(store), plan}) {
        for (const auto& [experiment, reproduction] : part) {
            record[experiment->name()] = {{"scale", name(reproduction.scale)},
                                          {"seeds", reproduction.seeds},
                                          {"settings", canonical_text(reproduction.settings)}};
        }
    }
    store.set_note(record_name, record.dump());
}

ReproductionPlan recorded_plan(const RunStore& store) {
    const auto text = store.note(record_name);
    if (!text) return {};
    try {
        const Json record = Json::parse(*text);
        ReproductionPlan plan;
        for (const Experiment* experiment : experiments()) {
            const auto entry = record.find(experiment->name());
            if (entry == record.end()) continue;
            plan.push_back({experiment,
                            {scale_of(entry->at("scale").get<std::string>()),
                             whole_of<int>(entry->at("seeds")),
                             parse_parameters(entry->at("settings").get<std::string>())}});
        }
        return plan;
    } catch (const std::exception& error) {
        throw StoreError(store.path(),
                         fmt::format("its note \"{}\" is damaged: {}", record_name, error.what()));
    }
}

}  // namespace regimes::cli
