// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <nlohmann/json.hpp>

#include "cli/exit_code.hpp"
#include "cli/output.hpp"
#include "cli/sweep_folder.hpp"
#include "cli/verb.hpp"

namespace regimes::cli {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

RunStore open_shard(const fs::path& folder) {
    RunStore store(store_in(folder), {.read_only = true});
    if (!store.plan().empty()) return store;
    throw UsageError(fmt::format("{}: holds no sweep", store.path().string()));
}

/// Errors: UsageError unless all of these, and what is in `out` already, are of one sweep.
void check_plans(const std::vector<RunStore>& shards, const std::optional<RunStore>& out) {
    const auto plan = shards.front().plan();
    const auto check = [&](const RunStore& other) {
        if (other.plan() == plan) return;
        throw UsageError(fmt::format("{}: holds another sweep than {}", other.path().string(),
                                     shards.front().path().string()));
    };
    for (const RunStore& shard : shards) check(shard);
    if (out && out->count() > 0) check(*out);
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
        std::vector<RunStore> shards;
        for (std::size_t k = 1; k < folders_.size(); ++k) shards.push_back(open_shard(folders_[k]));
        const fs::path out = folders_.front();
        OutputFolder folder(out);
        check_plans(shards, existing(out));
        RunStore store = open_store(out);
        store.set_plan(shards.front().plan());
        MergeSummary total;
        for (const RunStore& shard : shards) add(store.merge_from(shard), total);
        const SweepContent content = write_table(folder, store);
        deliver(total, content, folder);
        return remark(total, content);
    }

private:
    static std::optional<RunStore> existing(const fs::path& out) {
        if (!fs::exists(store_in(out))) return std::nullopt;
        return RunStore(store_in(out), {.read_only = true});
    }

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
            return print(json.dump() + "\n");
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
        fmt::print(stderr, "{}", text);
        return text.empty() ? ExitCode::done : ExitCode::unfinished;
    }

    std::vector<std::string> folders_;
    bool json_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_merge() { return std::make_unique<Merge>(); }

}  // namespace regimes::cli
