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

}  // namespace

ReproductionPlan plan_figures(const std::vector<std::string>& names,
                              const Reproduction& reproduction) {
    std::set<const Experiment*> asked;
    for (const std::string& name : names) {
        if (name != "all") {
            asked.insert(&experiment_of(name));
        } else {
            asked.insert(experiments().begin(), experiments().end());
        }
    }
    ReproductionPlan plan;
    for (const Experiment* experiment : experiments()) {
        if (asked.contains(experiment)) plan.push_back({experiment, reproduction});
    }
    return plan;
}

void note_plan(RunStore& store, const ReproductionPlan& plan) {
    Json note = Json::object();
    for (const ReproductionPlan& part : {noted_plan(store), plan}) {
        for (const auto& [experiment, reproduction] : part) {
            note[experiment->name()] = {{"scale", name(reproduction.scale)},
                                        {"seeds", reproduction.seeds}};
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
                 {scale_of(entry->at("scale").get<std::string>()), entry->at("seeds").get<int>()}});
        }
        return plan;
    } catch (const std::exception& error) {
        throw StoreError(store.path(),
                         fmt::format("its note \"{}\" is damaged: {}", note_name, error.what()));
    }
}

}  // namespace regimes::cli
