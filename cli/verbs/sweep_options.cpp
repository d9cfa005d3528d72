// SPDX-License-Identifier: BSD-3-Clause
#include "cli/verbs/sweep_options.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "cli/terminal/exit_code.hpp"
#include "regimes/experiments/experiment.hpp"
#include "regimes/studies/number_text.hpp"
#include "regimes/studies/study_sweep.hpp"
#include "regimes/sweep/sweep_file.hpp"

namespace regimes::cli {

namespace {

void parse_shard(const std::string& text, SweepOptions& options) {
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) {
        throw UsageError(fmt::format("--shard: \"{}\" given, i/n expected, such as 1/4", text));
    }
    options.shard = parse_int("--shard", text.substr(0, slash), 1);
    options.shards = parse_int("--shard", text.substr(slash + 1), 1);
    if (options.shard > options.shards) {
        throw UsageError(
            fmt::format("--shard: {} given, the first number at most the second "
                        "expected",
                        text));
    }
}

/// The experiment, or the study, and all names of parameters, of whatever value.
void check_names(const SweepFile& file) {
    Fields fields;
    if (file.study.empty()) {
        const Experiment& experiment = find_experiment(file.experiment);
        if (!experiment.lacks().empty()) {
            throw std::invalid_argument(experiment.name() + ": " + experiment.lacks());
        }
        fields = experiment.parameters();
    } else {
        fields = find_study(file.study).fields();
    }
    for (const auto& [name, line] : file.lines) {
        if (name != "study" && name != "experiment") meant_field(fields, name);
    }
}

/// Calls what may refuse something in the file, and names its line. Errors: UsageError.
template <typename Call>
auto placed_in(const SweepFile& file, const Call& call) {
    try {
        return call();
    } catch (const std::invalid_argument& error) {
        throw UsageError(file.placed(error.what()));
    }
}

SweepPlan experiment_plan(const SweepFile& file) {
    const Experiment& experiment = find_experiment(file.experiment);
    SweepPlan plan{experiment.name(), experiment.version(), file.tasks,
                   [&experiment](const Parameters& parameters, Observer* observer) {
                       return experiment.run(parameters, observer);
                   }};
    for (Parameters& task : plan.tasks) task = with_defaults(experiment.parameters(), task);
    return plan;
}

}  // namespace

void SweepArguments::add_to(CLI::App& app) {
    app.add_option("file", file, "the sweep, in TOML (see below)")->required()->type_name("FILE");
    const auto add = [&app](const char* name, std::string& value, const char* type,
                            const std::string& text) {
        app.add_option(name, value, text)->type_name(type);
    };
    add("--out", out, "DIR",
        "where store.sqlite and runs.csv are (default: FILE without its "
        "ending)");
    add("--jobs", jobs, "J", "threads (default: one for each core); one a rank under mpirun");
    add("--shard", shard, "I/N",
        "only every N-th point from the I-th on, with a DIR of its own; "
        "\"regimes merge\" puts the shards together");
    app.add_flag("--retry-failed", retry_failed, "runs again what failed before");
    app.add_flag("--extend", extend,
                 "continue in a DIR that holds another sweep: equal points are "
                 "reused, and runs.csv becomes that of this sweep");
    app.add_flag("--json", json, "one JSON document, and nothing else, on stdout");
    app.footer(
        "FILE, for example:\n"
        "  study = \"fit\"\n"
        "  [fixed]\n"
        "  x = \"x.npy\"\n"
        "  y = \"y.npy\"\n"
        "  [grid]\n"
        "  depth = [2, 3, 5]\n"
        "  log10_alpha = { from = -8, to = 1, count = 10 }\n"
        "or an experiment of the paper:\n"
        "  experiment = \"depth\"\n"
        "  [fixed]\n"
        "  quantity = \"largest-alpha\"\n"
        "  [grid]\n"
        "  threshold = { from = 0.001, to = 0.1, count = 5, scale = \"log\" }\n"
        "  seeds = 3\n"
        "Files are looked for beside FILE. The points are the product of the grid, the first "
        "parameter changing slowest. Stopped or killed at any moment and started again, a sweep "
        "resumes. runs.csv has a row for each point; docs/STORE.md describes store.sqlite.");
}

SweepOptions SweepArguments::resolve() const {
    SweepOptions options;
    if (!jobs.empty()) options.jobs = parse_int("--jobs", jobs, 1);
    if (!shard.empty()) parse_shard(shard, options);
    options.retry_failed = retry_failed;
    return options;
}

std::string SweepArguments::folder() const {
    if (has_out) return out;
    const std::filesystem::path path(file);
    const std::string stem = path.parent_path() / path.stem();
    return stem == file ? file + "-out" : stem;
}

SweepPlan plan_of_file(const std::string& path) {
    const SweepFile file = read_sweep_file(
        path, [](const SweepFile& names) { placed_in(names, [&names] { check_names(names); }); });
    return placed_in(file, [&file] {
        return file.study.empty()
                   ? experiment_plan(file)
                   : plan_study_sweep(find_study(file.study), file.tasks, file.path.parent_path());
    });
}

}  // namespace regimes::cli
