// SPDX-License-Identifier: BSD-3-Clause
#include "cli/reproduction_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/exit_code.hpp"

namespace regimes::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* note_name = "reproductions";

const Experiment& experiment_of(const std::string& name) {
    try {
        return find_experiment(name);
    } catch (const std::invalid_argument& error) {
        throw UsageError(error.what());
    }
}

struct Setting {
    std::string name;
    ParameterValue value;
};

/// true, 5 and 0.5 are what they look like, all else is text.
ParameterValue value_of(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number_integer()) return json.get<std::int64_t>();
    if (json.is_number_float()) return json.get<double>();
    return text;
}

Setting setting_of(const std::string& given) {
    const auto at = given.find('=');
    if (at == given.npos || at == 0) {
        throw UsageError(fmt::format("--set: \"{}\" given, NAME=VALUE expected", given));
    }
    return {given.substr(0, at), value_of(given.substr(at + 1))};
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
                          {{setting.name, setting.value}});  // tells the nearest
    } catch (const std::invalid_argument& error) {
        throw UsageError(fmt::format("--set: {}: {}", last->name(), error.what()));
    }
}

}  // namespace

ReproductionPlan plan_figures(const std::vector<std::string>& names,
                              const Reproduction& reproduction,
                              const std::vector<std::string>& settings) {
    std::set<const Experiment*> asked;
    for (const std::string& name : names) {
        if (name == "all") continue;
        const Experiment& experiment = experiment_of(name);
        if (!experiment.lacks().empty()) {
            throw UsageError(fmt::format("{}: {}", experiment.name(), experiment.lacks()));
        }
        asked.insert(&experiment);
    }
    const bool all = std::find(names.begin(), names.end(), "all") != names.end();
    for (const Experiment* experiment : experiments()) {
        if (all && experiment->lacks().empty()) asked.insert(experiment);
    }
    ReproductionPlan plan;
    for (const Experiment* experiment : experiments()) {
        if (asked.contains(experiment)) plan.push_back({experiment, reproduction});
    }
    for (const std::string& given : settings) set(plan, setting_of(given));
    return plan;
}

void note_plan(RunStore& store, const ReproductionPlan& plan) {
    Json note = Json::object();
    for (const ReproductionPlan& part : {noted_plan(store), plan}) {
        for (const auto& [experiment, reproduction] : part) {
            note[experiment->name()] = {{"scale", name(reproduction.scale)},
                                        {"seeds", reproduction.seeds},
                                        {"settings", canonical_text(reproduction.settings)}};
        }
    }
    store.set_note(note_name, note.dump());
}

ReproductionPlan noted_plan(const RunStore& store) {
    const auto text = store.note(note_name);
    if (!text) return {};
    try {
        const Json note = Json::parse(*text);
        ReproductionPlan plan;
        for (const Experiment* experiment : experiments()) {
            const auto entry = note.find(experiment->name());
            if (entry == note.end()) continue;
            plan.push_back(
                {experiment,
                 {scale_of(entry->at("scale").get<std::string>()), entry->at("seeds").get<int>(),
                  parse_parameters(entry->at("settings").get<std::string>())}});
        }
        return plan;
    } catch (const std::exception& error) {
        throw StoreError(store.path(),
                         fmt::format("its note \"{}\" is damaged: {}", note_name, error.what()));
    }
}

}  // namespace regimes::cli
