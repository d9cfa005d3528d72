// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/output.hpp"
#include "cli/terminal/progress_bar.hpp"
#include "cli/verb.hpp"
#include "cli/verbs/sweep_folder.hpp"
#include "cli/verbs/sweep_options.hpp"
#include "cli/verbs/sweep_ranks.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/sweep/planned_runs.hpp"

namespace regimes::cli {

namespace {

using Json = nlohmann::ordered_json;

/// Makes this the plan of the store. Errors: UsageError if it has another, unless that is meant.
void record_plan(const SweepPlan& plan, RunStore& store, bool extend) {
    std::vector<std::string> keys;
    std::size_t known = 0;
    for (const PlannedRun& run : planned_runs(plan)) {
        if (store.state(run.key) != RunStore::State::absent) ++known;
        keys.push_back(run.key);
    }
    if (store.plan() == keys) return;
    const std::size_t runs = store.count();
    if (runs > 0 && !extend) {
        throw UsageError(fmt::format(
            "{}: holds {} runs of another sweep; of the {} points asked for now {} are among them "
            "and {} would be new: --extend continues there, another --out starts anew",
            store.path().string(), runs, keys.size(), known, keys.size() - known));
    }
    store.set_plan(keys);
}

std::string counts_text(const SweepSummary& summary, const SweepContent& content) {
    std::string text = fmt::format("{} runs: {} computed, {} reused", summary.tasks,
                                   summary.computed, summary.reused);
    if (summary.unconverged > 0) text += fmt::format(", {} unconverged", summary.unconverged);
    if (summary.failed > 0) text += fmt::format(", {} failed", summary.failed);
    if (content.recorded < content.planned) {
        text += fmt::format("; {} of the {} points of the sweep are recorded", content.recorded,
                            content.planned);
    }
    return text + "\n";
}

class Sweep final : public Verb {
public:
    std::string_view name() const override { return "sweep"; }
    std::string_view summary() const override {
        return "Any study or experiment over any grid: threads, shards, MPI; resumes";
    }
    std::string_view example() const override { return "regimes sweep depths.toml --out depths"; }
    void add_options(CLI::App& app) override {
        app_ = &app;
        arguments_.add_to(app);
    }

    ExitCode run() override {
        arguments_.has_out = app_->count("--out") > 0;
        SweepRanks ranks;
        if (ranks.serves()) {
            ranks.serve([this] { return plan_of_file(arguments_.file); });
            return ExitCode::done;
        }
        SweepOptions options = arguments_.resolve();
        SweepPlan plan = plan_of_file(arguments_.file);
        plan.checkpoints = checkpoints_in(arguments_.folder());
        OutputFolder folder(arguments_.folder(), "sweep");
        RunStore store(store_in(arguments_.folder()));
        record_plan(plan, store, arguments_.extend);
        const SweepSummary summary = compute(ranks, plan, store, options);
        const SweepContent content = write_table(folder, store);
        deliver(plan, summary, content, folder);
        return remark(summary, content);
    }

private:
    static SweepSummary compute(SweepRanks& ranks, const SweepPlan& plan, RunStore& store,
                                SweepOptions options) {
        const SingleThreadedBlas one_thread_a_run;
        catch_interrupts();
        ProgressBar progress;
        options.observer = &progress;
        return ranks.run(plan, store, options);
    }

    void deliver(const SweepPlan& plan, const SweepSummary& summary, const SweepContent& content,
                 const OutputFolder& folder) const {
        const std::string store = store_in(arguments_.folder()).string();
        const std::string table = folder.files().front().string();
        if (!arguments_.json) {
            return print(fmt::format("{}\nWritten:\n  {}\n  {}\n", counts_text(summary, content),
                                     store, table));
        }
        Json failures = Json::array();
        for (const RunRecord& run : content.failures) {
            failures.push_back({{"parameters", Json::parse(canonical_text(run.parameters))},
                                {"failure", run.failure}});
        }
        const Json json = {{"experiment", plan.experiment},
                           {"experiment_version", plan.experiment_version},
                           {"planned", content.planned},
                           {"recorded", content.recorded},
                           {"tasks", summary.tasks},
                           {"computed", summary.computed},
                           {"reused", summary.reused},
                           {"failed", summary.failed},
                           {"unconverged", summary.unconverged},
                           {"cancelled", summary.cancelled},
                           {"failures", failures},
                           {"store", store},
                           {"table", table}};
        print_json(json);
    }

    static ExitCode remark(const SweepSummary& summary, const SweepContent& content) {
        std::string text;
        if (summary.cancelled) {
            text +=
                "regimes: sweep: cancelled; what was computed is recorded, and the same "
                "command resumes from there\n";
        }
        if (!content.failures.empty()) {
            text +=
                fmt::format("regimes: sweep: {} runs failed (--retry-failed runs them again):\n{}",
                            content.failures.size(), failures_text(content.failures));
        }
        if (summary.unconverged > 0) {
            text += fmt::format("regimes: sweep: {} runs did not converge, see runs.csv\n",
                                summary.unconverged);
        }
        complain(text);
        return text.empty() ? ExitCode::done : ExitCode::unfinished;
    }

    CLI::App* app_ = nullptr;
    SweepArguments arguments_;
};

}  // namespace

std::unique_ptr<Verb> make_sweep() { return std::make_unique<Sweep>(); }

}  // namespace regimes::cli
