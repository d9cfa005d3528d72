// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <nlohmann/json.hpp>

#include "cli/terminal/exit_code.hpp"
#include "cli/terminal/output.hpp"
#include "cli/verb.hpp"
#include "cli/verbs/sweep_folder.hpp"

namespace regimes::cli {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

using Plan = std::vector<std::string>;

RunStore open_to_read(const fs::path& folder) {
    return RunStore(store_in(folder), {.read_only = true});
}

/// The plan of these shards. Errors: UsageError unless all have the same.
Plan common_plan(const std::vector<fs::path>& shards) {
    const Plan plan = open_to_read(shards.front()).plan();
    if (plan.empty()) {
        throw UsageError(fmt::format("{}: holds no sweep", store_in(shards.front()).string()));
    }
    for (const fs::path& shard : shards) {
        // One by one, since an array of jobs may leave more of them than can be open at a time.
        if (open_to_read(shard).plan() == plan) continue;
        throw UsageError(fmt::format("{}: holds another sweep than {}", store_in(shard).string(),
                                     store_in(shards.front()).string()));
    }
    return plan;
}

/// Errors: UsageError if there are runs of another sweep in this folder.
void check_target(const fs::path& out, const Plan& plan) {
    if (!fs::exists(store_in(out))) return;
    const RunStore store = open_to_read(out);
    if (store.plan() == plan || store.count() == 0) return;
    throw UsageError(
        fmt::format("{}: holds another sweep than the shards", store_in(out).string()));
}

class Merge final : public Verb {
public:
    std::string_view name() const override { return "merge"; }
    std::string_view summary() const override {
        return "Put the shards of a sweep together, as if one machine had computed them";
    }
    std::string_view example() const override { return "regimes merge depths shard-1 shard-2"; }

    void add_options(CLI::App& app) override {
        app.add_option("folders", folders_,
                       "first the folder to merge into, new or of the same sweep;\n"
                       "then those of the shards (regimes sweep --shard), which stay\n"
                       "as they are")
            ->required()
            ->type_name("OUT_DIR SHARD_DIR");
        app.add_flag("--json", json_, "one JSON document, and nothing else, on stdout");
        app.footer(
            "OUT_DIR gets store.sqlite and runs.csv, the same as from a sweep without shards. A "
            "run that\nfailed in one shard and was done in another is done.");
    }

    ExitCode run() override {
        if (folders_.size() < 2) {
            throw UsageError(
                fmt::format("{}: the only folder given, at least one SHARD_DIR "
                            "expected after it",
                            folders_.front()));
        }
        const fs::path out = folders_.front();
        const std::vector<fs::path> shards(folders_.begin() + 1, folders_.end());
        const Plan plan = common_plan(shards);
        OutputFolder folder(out, "sweep");
        check_target(out, plan);
        RunStore store(store_in(out));
        store.set_plan(plan);
        MergeSummary total;
        for (const fs::path& shard : shards) add(store.merge_from(open_to_read(shard)), total);
        const SweepContent content = write_table(folder, store);
        deliver(total, content, folder);
        return remark(total, content);
    }

private:
    static void add(const MergeSummary& part, MergeSummary& total) {
        total.added += part.added;
        total.known += part.known;
        total.differing += part.differing;
    }

    void deliver(const MergeSummary& total, const SweepContent& content,
                 const OutputFolder& folder) const {
        const std::string store = store_in(folders_.front()).string();
        const std::string table = folder.files().front().string();
        if (json_) {
            const Json json = {{"added", total.added},
                               {"known", total.known},
                               {"differing", total.differing},
                               {"planned", content.planned},
                               {"recorded", content.recorded},
                               {"failed", content.failures.size()},
                               {"store", store},
                               {"table", table}};
            return print_json(json);
        }
        print(
            fmt::format("{} runs added, {} known; {} of the {} points of the sweep are "
                        "recorded\n\nWritten:\n  {}\n  {}\n",
                        total.added, total.known, content.recorded, content.planned, store, table));
    }

    static ExitCode remark(const MergeSummary& total, const SweepContent& content) {
        std::string text;
        if (total.differing > 0) {
            text += fmt::format(
                "regimes: merge: {} runs that were known differ from those of a shard (other "
                "machine or library?); the known ones stay\n",
                total.differing);
        }
        if (content.recorded < content.planned) {
            text += fmt::format("regimes: merge: {} of {} points are not recorded yet\n",
                                content.planned - content.recorded, content.planned);
        }
        if (!content.failures.empty()) {
            text += fmt::format("regimes: merge: {} runs failed:\n{}", content.failures.size(),
                                failures_text(content.failures));
        }
        complain(text);
        return text.empty() ? ExitCode::done : ExitCode::unfinished;
    }

    std::vector<std::string> folders_;
    bool json_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_merge() { return std::make_unique<Merge>(); }

}  // namespace regimes::cli
