// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/store/run_store.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <utility>

#include "regimes/core/utf8.hpp"
#include "regimes/store/database.hpp"
#include "regimes/store/merge_runs.hpp"
#include "regimes/store/run_key.hpp"
#include "regimes/store/schema.hpp"

namespace regimes {

namespace {

constexpr std::string_view run_columns =
    "r.id, r.experiment, r.version, r.parameters, r.status, r.failure, r.certificate, r.host, "
    "r.regimes, r.finished_at, r.seconds, r.outcome";

std::string_view status_of(const RunRecord& record) {
    if (!record.failure.empty()) return "failed";
    return record.result.converged ? "done" : "unconverged";
}

void check_metrics(const RunRecord& record) {
    for (const auto& [name, value] : record.result.metrics) {
        if (!std::isnan(value)) continue;
        throw std::invalid_argument(fmt::format("{}: a metric that is NaN given", name));
    }
}

int small(std::int64_t value) {
    if (std::in_range<int>(value)) return static_cast<int>(value);
    throw std::invalid_argument(fmt::format("version: {} given, an int expected", value));
}

RunRecord decode(const Statement& row) {
    RunRecord record;
    record.experiment = row.text(1);
    record.experiment_version = small(row.integer(2));
    record.parameters = parse_parameters(row.text(3));
    record.result.converged = row.text(4) == "done";
    record.failure = valid_utf8(row.text(5));  // may name a file
    record.result.certificate = row.text(6);
    record.provenance = {row.text(7), row.text(8), row.text(9), row.real(10)};
    const std::string outcome = row.text(11);
    if (!outcome.empty()) record.result.status = status_named(outcome);
    return record;
}

/// Errors: StoreError naming the store and the run.
RunRecord read_run(const Statement& row, const std::filesystem::path& path) {
    try {
        return decode(row);
    } catch (const std::invalid_argument& error) {
        throw StoreError(path,
                         fmt::format("its run {} is damaged: {}", row.integer(0), error.what()));
    }
}

RunStore::State state_named(std::string_view status) {
    if (status == "done") return RunStore::State::done;
    return status == "failed" ? RunStore::State::failed : RunStore::State::unconverged;
}

std::string query_of(const RunFilter& filter) {
    std::string sql = fmt::format("SELECT {} FROM ", run_columns);
    sql += filter.planned_only ? "plan p JOIN runs r ON r.key = p.key" : "runs r";
    if (!filter.experiment.empty() || filter.failed_only) sql += " WHERE ";
    if (!filter.experiment.empty()) sql += "r.experiment = ?1";
    if (!filter.experiment.empty() && filter.failed_only) sql += " AND ";
    if (filter.failed_only) sql += "r.status = 'failed'";
    return sql + (filter.planned_only ? " ORDER BY p.position" : " ORDER BY r.id");
}

/// The file, settled before any statement on its tables is compiled.
struct StoreFile {
    StoreFile(const std::filesystem::path& path, const StoreOptions& options)
        : database(path, options.read_only ? Database::Access::read_only : Database::Access::create,
                   options.patience) {
        prepare_schema(database, options.read_only);
        database.run("PRAGMA cache_size = -65536");  // KiB; keys lie scattered in their index
        if (options.read_only) return;
        // Where the file system has no shared memory SQLite keeps its rollback journal, which
        // promises the same.
        database.run("PRAGMA journal_mode = WAL");
        database.run("PRAGMA synchronous = FULL");
        database.run("PRAGMA foreign_keys = ON");
        if (options.max_pages > 0) {
            database.run(fmt::format("PRAGMA max_page_count = {}", options.max_pages));
        }
    }

    Database database;
};

}  // namespace

struct RunStore::Implementation {
    Implementation(const std::filesystem::path& path, const StoreOptions& options)
        : file(path, options) {}

    State state(const std::string& key) {
        select_status.bind(1, key);
        State found = State::absent;
        if (select_status.step()) found = state_named(select_status.text(0));
        select_status.reset();
        return found;
    }

    void insert(const RunRecord& record) {
        const std::string key =
            run_key(record.experiment, record.experiment_version, record.parameters);
        const State known = state(key);
        if (known == State::done || known == State::unconverged) return;
        if (known == State::failed) delete_run.bind(1, key).run();
        insert_run.bind(1, key)
            .bind(2, record.experiment)
            .bind(3, std::int64_t{record.experiment_version})
            .bind(4, canonical_text(record.parameters))
            .bind(5, status_of(record))
            .bind_or_null(6, record.failure)
            .bind_or_null(7, record.result.certificate)
            .bind(8, record.provenance.host)
            .bind(9, record.provenance.version)
            .bind(10, record.provenance.finished_at)
            .bind(11, record.provenance.seconds)
            .bind_or_null(12, record.result.status ? name(*record.result.status) : "")
            .run();
        const std::int64_t run = database.last_row();
        for (const auto& [name, value] : record.result.metrics) {
            insert_metric.bind(1, run).bind(2, name).bind(3, value).run();
        }
        for (const auto& [name, values] : record.result.traces) {
            insert_trace.bind(1, run).bind(2, name).bind(3, values).run();
        }
    }

    RunRecord read(const Statement& row, bool with_traces) {
        RunRecord record = read_run(row, database.path());
        const std::int64_t run = row.integer(0);
        select_metrics.bind(1, run);
        while (select_metrics.step()) {
            record.result.metrics[select_metrics.text(0)] = select_metrics.real(1);
        }
        select_metrics.reset();
        if (!with_traces) return record;
        select_traces.bind(1, run);
        while (select_traces.step()) {
            record.result.traces[select_traces.text(0)] = select_traces.reals(1);
        }
        select_traces.reset();
        return record;
    }

    StoreFile file;
    const Database& database = file.database;
    Statement select_status = database.prepare("SELECT status FROM runs WHERE key = ?");
    Statement select_run =
        database.prepare(fmt::format("SELECT {} FROM runs r WHERE r.key = ?", run_columns));
    Statement delete_run = database.prepare("DELETE FROM runs WHERE key = ?");
    Statement insert_run = database.prepare(
        "INSERT INTO runs (key, experiment, version, parameters, status, failure, certificate, "
        "host, regimes, finished_at, seconds, outcome) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    Statement insert_metric = database.prepare("INSERT INTO metrics VALUES (?, ?, ?)");
    Statement insert_trace = database.prepare("INSERT INTO traces VALUES (?, ?, ?)");
    Statement select_metrics = database.prepare("SELECT name, value FROM metrics WHERE run = ?");
    Statement select_traces = database.prepare("SELECT name, data FROM traces WHERE run = ?");
};

RunStore::RunStore(const std::filesystem::path& path, const StoreOptions& options)
    : implementation_(std::make_unique<Implementation>(path, options)) {}

RunStore::~RunStore() = default;
RunStore::RunStore(RunStore&&) noexcept = default;
RunStore& RunStore::operator=(RunStore&&) noexcept = default;

const std::filesystem::path& RunStore::path() const { return implementation_->database.path(); }

std::optional<RunRecord> RunStore::find(const std::string& key) const {
    Statement& row = implementation_->select_run;
    row.reset();  // in case the last one was left by an exception
    if (!row.bind(1, key).step()) return std::nullopt;
    RunRecord record = implementation_->read(row, true);
    row.reset();
    return record;
}

RunStore::State RunStore::state(const std::string& key) const {
    return implementation_->state(key);
}

void RunStore::insert(const RunRecord& record) { insert(std::vector{record}); }

void RunStore::insert(const std::vector<RunRecord>& records) {
    for (const RunRecord& record : records) check_metrics(record);
    Transaction transaction(implementation_->database);
    for (const RunRecord& record : records) implementation_->insert(record);
    transaction.commit();
}

void RunStore::for_each(const RunFilter& filter,
                        const std::function<void(const RunRecord&)>& visit) const {
    Statement row = implementation_->database.prepare(query_of(filter));
    if (!filter.experiment.empty()) row.bind(1, filter.experiment);
    while (row.step()) visit(implementation_->read(row, filter.with_traces));
}

std::vector<RunRecord> RunStore::runs(const RunFilter& filter) const {
    std::vector<RunRecord> all;
    for_each(filter, [&all](const RunRecord& record) { all.push_back(record); });
    return all;
}

std::size_t RunStore::count() const {
    return static_cast<std::size_t>(implementation_->database.integer("SELECT count(*) FROM runs"));
}

MergeSummary RunStore::merge_from(const RunStore& other) {
    if (std::filesystem::equivalent(path(), other.path())) {
        throw std::invalid_argument(other.path().string() +
                                    ": a store can't be merged with itself");
    }
    // A damaged run is refused before any other is copied.
    Statement row = other.implementation_->database.prepare(query_of({}));
    while (row.step()) read_run(row, other.path());
    row.reset();
    return merge_runs(implementation_->database, other.path());
}

std::vector<std::string> RunStore::plan() const {
    Statement row = implementation_->database.prepare("SELECT key FROM plan ORDER BY position");
    std::vector<std::string> keys;
    while (row.step()) keys.push_back(row.text(0));
    return keys;
}

void RunStore::set_plan(const std::vector<std::string>& keys) {
    const Database& database = implementation_->database;
    Transaction transaction(database);
    database.run("DELETE FROM plan");
    Statement insert = database.prepare("INSERT INTO plan (position, key) VALUES (?, ?)");
    std::int64_t position = 0;
    for (const std::string& key : keys) insert.bind(1, position++).bind(2, key).run();
    transaction.commit();
}

std::optional<std::string> RunStore::note(const std::string& name) const {
    Statement row = implementation_->database.prepare("SELECT text FROM notes WHERE name = ?");
    if (!row.bind(1, name).step()) return std::nullopt;
    return row.text(0);
}

void RunStore::set_note(const std::string& name, const std::string& text) {
    Statement insert = implementation_->database.prepare("REPLACE INTO notes VALUES (?, ?)");
    insert.bind(1, name).bind(2, text).run();
}

}  // namespace regimes
