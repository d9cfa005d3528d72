// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>

#include "cli/files/vega_folder.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/output.hpp"
#include "cli/terminal/progress_bar.hpp"
#include "cli/verb.hpp"
#include "cli/verbs/figure_outcome.hpp"
#include "cli/verbs/parameter_list.hpp"
#include "cli/verbs/sweep_folder.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/studies/number_text.hpp"
#include "regimes/sweep/sweep.hpp"

namespace regimes::cli {

namespace {

namespace fs = std::filesystem;

SweepPlan sweep_of(const PlannedFigure& figure) {
    const Experiment& experiment = *figure.experiment;
    return {experiment.name(), experiment.version(),
            reproduction_tasks(experiment, figure.reproduction),
            [&experiment](const Parameters& parameters, Observer* observer) {
                return experiment.run(parameters, observer);
            }};
}

class Reproduce final : public Verb {
public:
    std::string_view name() const override { return "reproduce"; }
    std::string_view summary() const override {
        return "The paper's figures, computed anew and held against what it claims about them";
    }
    std::string_view example() const override {
        return "regimes reproduce all --scale quick --out figures";
    }

    void add_options(CLI::App& app) override {
        app.add_option("names", names_, experiment_help())->required()->type_name("NAME");
        app.add_option("--scale", scale_,
                       "smoke (seconds), quick (minutes) or paper (its full settings);\n"
                       "default quick")
            ->type_name("S");
        app.add_option("--seeds", seeds_,
                       "instances of the random data (default: the scale's own number)")
            ->type_name("K");
        app.add_option("--set", settings_,
                       "takes this value of a parameter at every point, whatever the scale "
                       "says (--parameters lists them)")
            ->type_name("NAME=VALUE");
        app.add_option("--jobs", jobs_, "threads (default: one for each core)")->type_name("J");
        app.add_option("--out", out_,
                       "writes report.html, store.sqlite, and for each figure a folder\n"
                       "with data.csv, claims.json and figure.vl.json (required to compute)")
            ->type_name("DIR");
        app.add_flag("--parameters", list_parameters_,
                     "lists the parameters of the figures and computes nothing");
        app.add_flag("--static", static_, "also figure.svg and figure.png of each figure");
        app.add_flag("--retry-failed", retry_failed_, "runs again what failed before");
        app.add_flag("--json", json_, "one JSON document, and nothing else, on stdout");
        app.footer(
            "What was computed stays in DIR/store.sqlite: stopped at any moment and started\n"
            "again, it continues from there. The report shows every figure reproduced into DIR;\n"
            "\"regimes report DIR\" draws it again without computing.");
    }

    ExitCode run() override {
        if (list_parameters_) {
            const auto listed = experiments_of(names_);
            json_ ? print_json(parameters_json(listed)) : print(parameters_text(listed));
            return ExitCode::done;
        }
        const ReproductionPlan plan = resolve_plan();
        if (out_.empty()) throw UsageError("--out: a folder to write to is needed");
        SweepOptions options;
        options.jobs = jobs_.empty() ? 0 : parse_int("--jobs", jobs_, 1);
        options.retry_failed = retry_failed_;
        std::optional<StaticPictures> pictures;
        if (static_) pictures.emplace();
        find_vega();  // a wrong REGIMES_VEGA is reported before hours of computing
        warn_of_what_is_left_out();
        OutputFolder folder(out_, "reproduce");
        RunStore store(fs::path(out_) / "store.sqlite");
        record_plan(store, plan);
        if (!compute(plan, store, options)) return cancelled();
        const auto figures = figure_outcomes(store, recorded_plan(store));
        return deliver_report("reproduce", folder, figures, pictures, json_);
    }

private:
    static std::string experiment_help() {
        std::string text = "all, or some of:";
        for (const Experiment* experiment : experiments()) {
            text += fmt::format("\n{} ({})", experiment->name(),
                                fmt::join(experiment->aliases(), ", "));
        }
        return text;
    }

    /// Of "all", where this build lacks something.
    void warn_of_what_is_left_out() const {
        if (std::find(names_.begin(), names_.end(), "all") == names_.end()) return;
        for (const Experiment* experiment : experiments()) {
            if (experiment->lacks().empty()) continue;
            complain(fmt::format("regimes: reproduce: {} is left out: {}\n", experiment->name(),
                                 experiment->lacks()));
        }
    }

    ReproductionPlan resolve_plan() const {
        Reproduction reproduction;
        reproduction.scale = scale_of(scale_);
        reproduction.seeds = seeds_.empty() ? 0 : parse_int("--seeds", seeds_, 1);
        return plan_figures(names_, reproduction, settings_);
    }

    /// False if it was cancelled.
    static bool compute(const ReproductionPlan& plan, RunStore& store, SweepOptions options) {
        const SingleThreadedBlas one_thread_a_run;
        catch_interrupts();
        ProgressBar bar;
        options.observer = &bar;
        for (std::size_t k = 0; k < plan.size(); ++k) {
            bar.stage(k, plan.size(), plan[k].experiment->name());
            SweepPlan sweep = sweep_of(plan[k]);
            sweep.checkpoints = checkpoints_in(store.path().parent_path());
            if (run_sweep(sweep, store, options).cancelled) return false;
        }
        return true;
    }

    ExitCode cancelled() const {
        complain(
            fmt::format("regimes: reproduce: cancelled; what was computed is kept in {}, and the "
                        "same command continues from there\n",
                        (fs::path(out_) / "store.sqlite").string()));
        return ExitCode::unfinished;
    }

    std::vector<std::string> names_;
    std::string scale_ = "quick";
    std::string seeds_;
    std::vector<std::string> settings_;
    std::string jobs_;
    std::string out_;
    bool list_parameters_ = false;
    bool static_ = false;
    bool retry_failed_ = false;
    bool json_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_reproduce() { return std::make_unique<Reproduce>(); }

}  // namespace regimes::cli
