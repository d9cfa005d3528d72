// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/sweep/runs_table.hpp"

#include <ostream>
#include <set>
#include <string>

#include "regimes/store/run_store.hpp"

namespace regimes {

namespace {

struct Columns {
    std::set<std::string> parameters;
    std::set<std::string> metrics;
};

/// As RFC 4180 wants it.
std::string cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

std::string status_of(const RunRecord& run) {
    if (!run.failure.empty()) return "failed";
    return run.result.converged ? "done" : "unconverged";
}

template <typename Visit>
void for_each_planned(const RunStore& store, const Visit& visit) {
    store.for_each({.planned_only = true, .with_traces = false}, visit);
}

Columns columns_of(const RunStore& store) {
    Columns columns;
    for_each_planned(store, [&columns](const RunRecord& run) {
        for (const auto& [name, value] : run.parameters) columns.parameters.insert(name);
        for (const auto& [name, value] : run.result.metrics) columns.metrics.insert(name);
    });
    return columns;
}

void write_head(const Columns& columns, std::ostream& stream) {
    for (const std::string& name : columns.parameters) stream << cell(name) << ',';
    for (const std::string& name : columns.metrics) {
        const bool taken = columns.parameters.contains(name) || name == "status";
        stream << (taken ? "metric." : "") << cell(name) << ',';
    }
    stream << "status\n";
}

void write_row(const RunRecord& run, const Columns& columns, std::ostream& stream) {
    for (const std::string& name : columns.parameters) {
        const auto at = run.parameters.find(name);
        if (at != run.parameters.end()) stream << cell(to_text(at->second));
        stream << ',';
    }
    for (const std::string& name : columns.metrics) {
        const auto at = run.result.metrics.find(name);
        if (at != run.result.metrics.end()) stream << to_text(at->second);
        stream << ',';
    }
    stream << status_of(run) << '\n';
}

}  // namespace

std::size_t write_runs_table(const RunStore& store, std::ostream& stream) {
    const Columns columns = columns_of(store);
    write_head(columns, stream);
    std::size_t rows = 0;
    for_each_planned(store, [&](const RunRecord& run) {
        write_row(run, columns, stream);
        ++rows;
    });
    return rows;
}

}  // namespace regimes
