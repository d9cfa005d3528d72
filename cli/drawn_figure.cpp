// SPDX-License-Identifier: BSD-3-Clause
#include "cli/drawn_figure.hpp"

#include <fmt/format.h>

#include <set>

#include "regimes/store/run_key.hpp"

namespace regimes::cli {

namespace {

std::string point_text(const Parameters& parameters) {
    std::string text;
    for (const auto& [name, value] : parameters) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, to_text(value));
    }
    return text;
}

/// What the runs of a figure were, as its first note.
std::string origin_note(const DrawnFigure& drawn, const std::vector<RunRecord>& runs) {
    double seconds = 0.0;
    std::set<std::string> versions;
    std::set<std::int64_t> seeds;
    for (const RunRecord& run : runs) {
        seconds += run.provenance.seconds;
        versions.insert(run.provenance.version);
        const auto seed = run.parameters.find("seed");
        if (seed == run.parameters.end()) continue;
        if (const auto* number = std::get_if<std::int64_t>(&seed->second)) seeds.insert(*number);
    }
    const Reproduction& reproduction = drawn.plan.reproduction;
    const std::string settings = point_text(reproduction.settings);
    std::string text = fmt::format("Scale {}{}{}: {} of {} points, {:.3g} s of computing",
                                   name(reproduction.scale), settings.empty() ? "" : ", but ",
                                   settings, runs.size(), drawn.tasks, seconds);
    if (!seeds.empty()) {
        text += fmt::format("; {} seeds, {} to {}", seeds.size(), *seeds.begin(), *seeds.rbegin());
    }
    return text + fmt::format("; regimes {}.", fmt::join(versions, ", "));
}

DrawnFigure draw(const RunStore& store, const PlannedFigure& plan) {
    const Experiment& experiment = *plan.experiment;
    DrawnFigure drawn;
    drawn.plan = plan;
    std::vector<RunRecord> runs;
    const std::vector<Parameters> tasks = reproduction_tasks(experiment, plan.reproduction);
    for (const Parameters& task : tasks) {
        auto run = store.find(run_key(experiment.name(), experiment.version(), task));
        if (!run) {
            ++drawn.missing;
            continue;
        }
        if (!run->failure.empty()) {
            if (drawn.failed++ == 0) {
                drawn.first_failure = point_text(task) + ": " + run->failure;
            }
            continue;
        }
        if (!run->result.converged && drawn.unconverged++ == 0) {
            drawn.first_unconverged = point_text(task);
        }
        runs.push_back(std::move(*run));
    }
    drawn.tasks = tasks.size();
    if (runs.empty()) {
        drawn.figure.name = experiment.name();
        drawn.figure.title = experiment.title();
    } else {
        drawn.figure = experiment.figure(runs, plan.reproduction);
        drawn.figure.notes.insert(drawn.figure.notes.begin(), origin_note(drawn, runs));
    }
    return drawn;
}

}  // namespace

std::vector<DrawnFigure> draw_figures(const RunStore& store, const ReproductionPlan& plan) {
    std::vector<DrawnFigure> figures;
    for (const PlannedFigure& planned : plan) figures.push_back(draw(store, planned));
    return figures;
}

}  // namespace regimes::cli
