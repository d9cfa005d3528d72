// SPDX-License-Identifier: BSD-3-Clause
#include "cli/training_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "cli/exit_code.hpp"
#include "regimes/core/version.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/sweep/planned_runs.hpp"

namespace regimes::cli {

namespace {

using Json = nlohmann::ordered_json;

/// A folder has the runs of one kind of experiment, so that the table of a sweep stays its own.
void settle_plan(RunStore& store, const SweepPlan& plan) {
    for (const std::string& key : store.plan()) {
        const auto run = store.find(key);
        if (!run) continue;
        if (run->experiment == plan.experiment) break;
        throw UsageError(fmt::format("--out: {} holds runs of {}; another folder expected",
                                     store.path().string(), run->experiment));
    }
    std::vector<std::string> keys;
    for (const PlannedRun& run : planned_runs(plan)) keys.push_back(run.key);
    store.set_plan(keys);
}

/// What a run of all steps lacks, and what may help.
std::string shortfall(const RunRecord& run, const Json& training) {
    const auto& metrics = run.result.metrics;
    std::string text = fmt::format("after {} steps the loss is {:.3g}, {:.3g} expected",
                                   training.value("steps", 0L), metrics.at("train_loss"),
                                   training.value("loss_tolerance", 0.0));
    if (run.result.traces.contains("history_train_error")) {
        text += fmt::format(", with {:.2f} % wrong labels", 100.0 * metrics.at("train_error"));
    }
    const bool compared = !run.parameters.contains("frozen_layers") ||
                          whole_number(run.parameters, "frozen_layers") == 0;
    if (compared && !metrics.contains("gradient_distance")) {
        return text + ": every unit of a layer is off; try a smaller --step-size";
    }
    return text + ": try more --max-steps, or a larger --loss-tolerance";
}

std::string trouble(const RunRecord& run) {
    if (!run.failure.empty()) return "failed: " + run.failure;
    const Json training = training_of(run);
    if (training.value("status", "") != "diverged") return shortfall(run, training);
    const double step_size = training.value("step_size", 0.0);
    return fmt::format(
        "diverged at step {} with step size {:.3g}: try a smaller --step-size, such as {:.1g}",
        training.value("steps", 0L), step_size, step_size / 4.0);
}

}  // namespace

int cores_or_all(int threads) {
    if (threads > 0) return threads;
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

SweepSummary run_training_plan(const SweepPlan& plan, RunStore& store, int threads,
                               Observer* observer) {
    settle_plan(store, plan);
    const SingleThreadedBlas guard;  // threads are those of the runs
    SweepOptions sweep;
    sweep.jobs = threads;
    sweep.retry_failed = true;
    sweep.observer = observer;
    return run_sweep(plan, store, sweep);
}

Json training_of(const RunRecord& run) {
    const Json json = Json::parse(run.result.certificate, nullptr, false);
    return json.is_object() ? json.at("training") : Json::object();
}

Json run_json(const RunRecord& run) {
    const double log10_alpha = number(run.parameters, "log10_alpha");
    Json json = {{"log10_alpha", log10_alpha}, {"alpha", std::pow(10.0, log10_alpha)}};
    if (!run.failure.empty()) {
        json["status"] = "failed";
        json["failure"] = run.failure;
        return json;
    }
    json["status"] = training_of(run).at("status");
    json["seconds"] = run.provenance.seconds;
    for (const auto& [name, value] : run.result.metrics) {
        json[name] = name == "steps" ? Json(static_cast<std::int64_t>(value)) : Json(value);
    }
    json["loss_tolerance"] = training_of(run).at("loss_tolerance");
    Json curve = Json::object();
    for (const auto& [name, values] : run.result.traces) {
        constexpr std::string_view look = "history_";
        if (name.starts_with(look)) curve[name.substr(look.size())] = values;
    }
    json["curve"] = curve;
    return json;
}

std::string aligned(const std::vector<std::vector<std::string>>& table) {
    std::string text;
    for (const auto& row : table) {
        std::string line;
        for (std::size_t k = 0; k + 1 < row.size(); ++k) {
            std::size_t width = 0;
            for (const auto& other : table) width = std::max(width, other[k].size());
            line += fmt::format("{:>{}}  ", row[k], width);
        }
        text += line + row.back() + "\n";
    }
    return text;
}

std::string run_text(const RunRecord& run, bool several_step_sizes) {
    std::string text =
        fmt::format("alpha {:.4g}", std::pow(10.0, number(run.parameters, "log10_alpha")));
    if (several_step_sizes) {
        text += fmt::format(", step size {:.4g}", number(run.parameters, "step_size"));
    }
    return text;
}

std::string unfinished_text(const char* verb, const std::vector<RunRecord>& runs,
                            bool several_step_sizes) {
    std::string text;
    for (const RunRecord& run : runs) {
        if (run.failure.empty() && run.result.converged) continue;
        text += fmt::format("regimes: {}: {}: {}\n", verb, run_text(run, several_step_sizes),
                            trouble(run));
    }
    return text;
}

std::string cancelled_text(const char* verb, std::size_t runs, const SweepSummary& summary,
                           bool are_kept) {
    if (!summary.cancelled) return "";
    return fmt::format("regimes: {}: cancelled after {} of {} scales{}\n", verb, runs,
                       summary.tasks,
                       are_kept ? "; they are kept, and the same command goes on from there" : "");
}

std::vector<std::pair<std::string, std::string>> settings_of(
    const Json& options, const std::vector<std::string>& without) {
    std::vector<std::pair<std::string, std::string>> settings;
    for (const auto& [name, value] : options.items()) {
        if (std::find(without.begin(), without.end(), name) != without.end()) continue;
        std::string words = name;
        std::replace(words.begin(), words.end(), '_', ' ');
        settings.emplace_back(words, value.is_string() ? value.get<std::string>() : value.dump());
    }
    return settings;
}

std::vector<std::pair<std::string, std::string>> page_provenance() {
    const BuildInfo& build = build_info();
    return {{"Written by regimes", std::string(build.version)},
            {"commit", std::string(build.commit)}};
}

}  // namespace regimes::cli
