// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/sweep/runs_table.hpp"

#include <set>
#include <string>

#include "regimes/core/csv_cell.hpp"
#include "regimes/store/run_store.hpp"

namespace regimes {

namespace {

struct Columns {
    std::set<std::string> parameters;
    std::set<std::string> metrics;
};

std::string status_of(const RunRecord& run) {
    if (!run.failure.empty()) return "failed";
    return run.result.converged ? "done" : "unconverged";
}

/// Takes over what is new; true if anything was.
template <typename Map>
bool add_names(const Map& map, std::set<std::string>& names) {
    const std::size_t before = names.size();
    for (const auto& [name, value] : map) names.insert(name);
    return names.size() > before;
}

void write_head(const Columns& columns, std::string& text) {
    for (const std::string& name : columns.parameters) text += csv_cell(name) + ',';
    for (const std::string& name : columns.metrics) {
        const bool taken = columns.parameters.contains(name) || name == "status";
        text += (taken ? "metric." : "") + csv_cell(name) + ',';
    }
    text += "status\n";
}

void write_row(const RunRecord& run, const Columns& columns, std::string& text) {
    for (const std::string& name : columns.parameters) {
        const auto at = run.parameters.find(name);
        if (at != run.parameters.end()) text += csv_cell(to_text(at->second));
        text += ',';
    }
    for (const std::string& name : columns.metrics) {
        const auto at = run.result.metrics.find(name);
        if (at != run.result.metrics.end()) text += to_text(at->second);
        text += ',';
    }
    text += status_of(run) + '\n';
}

/// The table with these columns, if they are all there is; else they grow.
bool fill(const RunStore& store, Columns& columns, RunsTable& table) {
    table = {};
    write_head(columns, table.text);
    bool complete = true;
    store.for_each({.planned_only = true, .with_traces = false}, [&](const RunRecord& run) {
        const bool wider = add_names(run.parameters, columns.parameters) |
                           add_names(run.result.metrics, columns.metrics);
        complete = complete && !wider;
        if (!complete) return;
        write_row(run, columns, table.text);
        ++table.rows;
    });
    return complete;
}

/// The names of the first run that has metrics: those of all runs, as a rule.
Columns likely_columns(const RunStore& store) {
    Columns columns;
    for (const std::string& key : store.plan()) {
        const auto run = store.find(key);
        if (!run || run->result.metrics.empty()) continue;
        add_names(run->parameters, columns.parameters);
        add_names(run->result.metrics, columns.metrics);
        break;
    }
    return columns;
}

}  // namespace

RunsTable runs_table(const RunStore& store) {
    RunsTable table;
    Columns columns = likely_columns(store);
    while (!fill(store, columns, table)) continue;
    return table;
}

}  // namespace regimes
