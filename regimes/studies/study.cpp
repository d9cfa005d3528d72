// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "regimes/core/nearest_name.hpp"
#include "regimes/core/version.hpp"

namespace regimes {

namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

const std::vector<const Study*>& studies() {
    static const std::vector<const Study*> list = {&interpolation_study(), &selection_study(),
                                                   &completion_study(), &train_study(),
                                                   &probe_study()};
    return list;
}

const Study& find_study(const std::string& name) {
    std::vector<std::string> names;
    for (const Study* study : studies()) {
        if (study->name() == name) return *study;
        names.push_back(study->name());
    }
    throw FieldError(fmt::format("study: \"{}\" given, one of {} expected{}", name,
                                 fmt::join(names, ", "), suggestion(name, names)));
}

void add_provenance(Document& document, const Settings& settings) {
    const BuildInfo& build = build_info();
    const Json options = Json::parse(settings.json());
    for (const auto& [name, value] : options.items()) {
        if (!settings.has(name)) continue;
        std::string spaced = name;
        std::replace(spaced.begin(), spaced.end(), '_', ' ');
        document.settings.emplace_back(spaced, text_of(value));
    }
    document.references.emplace_back(paper_reference);
    document.provenance = {{"Written by regimes", std::string(build.version)},
                           {"commit", std::string(build.commit)}};
    const Json provenance = {
        {"version", build.version}, {"commit", build.commit}, {"options", options}};
    document.values.emplace_back("provenance", provenance.dump());
}

}  // namespace regimes
