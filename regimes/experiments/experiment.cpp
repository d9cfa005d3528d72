// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include "regimes/experiments/run_settings.hpp"
#include "regimes/report/resource.hpp"

namespace regimes {

namespace {

constexpr std::array<std::string_view, 3> scale_names = {"smoke", "quick", "paper"};

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

Figure empty_figure(const Experiment& experiment) {
    Figure figure;
    figure.name = experiment.name();
    figure.title = experiment.title();
    std::string folder = experiment.name();
    std::replace(folder.begin(), folder.end(), '-', '_');
    figure.specification = resource("experiments/" + folder + "/figure.vl.json");
    return figure;
}

Figure draw_figure(const Experiment& experiment, const std::vector<RunRecord>& runs,
                   const Reproduction& reproduction) {
    Figure figure = experiment.figure(runs, reproduction);
    if (!reproduction.settings.empty()) fit_panels(figure);
    return figure;
}

std::vector<Parameters> reproduction_tasks(const Experiment& experiment,
                                           const Reproduction& reproduction) {
    std::vector<Parameters> tasks;
    std::set<std::string> seen;
    for (Parameters task : experiment.tasks(reproduction)) {
        for (const auto& [name, value] : reproduction.settings) task[name] = value;
        task = with_defaults(experiment.parameters(), task);
        if (seen.insert(canonical_text(task)).second) tasks.push_back(std::move(task));
    }
    return tasks;
}

}  // namespace regimes
