// SPDX-License-Identifier: BSD-3-Clause
#include "cli/verbs/sweep_folder.hpp"

#include <fmt/format.h>

#include "regimes/sweep/runs_table.hpp"

namespace regimes::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t most_failures_shown = 10;

std::string one_line(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    }
    return text;
}

std::string point_text(const Parameters& parameters) {
    std::string text;
    for (const auto& [name, value] : parameters) {
        text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, to_text(value));
    }
    return text;
}

}  // namespace

fs::path checkpoints_in(const fs::path& folder) { return folder / "checkpoints"; }
fs::path store_in(const fs::path& folder) { return folder / "store.sqlite"; }

SweepContent write_table(OutputFolder& folder, const RunStore& store) {
    SweepContent content;
    const RunsTable table = runs_table(store);
    folder.stage_text("runs.csv", table.text);
    folder.commit();
    content.recorded = table.rows;
    content.planned = store.plan().size();
    content.failures =
        store.runs({.failed_only = true, .planned_only = true, .with_traces = false});
    return content;
}

std::string failures_text(const std::vector<RunRecord>& failures) {
    std::string text;
    for (std::size_t k = 0; k < failures.size(); ++k) {
        if (k == most_failures_shown) {
            return text + fmt::format("  ... and {} more, all in runs.csv\n", failures.size() - k);
        }
        text += fmt::format("  {}: {}\n", point_text(failures[k].parameters),
                            one_line(failures[k].failure));
    }
    return text;
}

}  // namespace regimes::cli
