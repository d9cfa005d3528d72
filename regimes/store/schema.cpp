// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/store/schema.hpp"

#include <fmt/format.h>

#include "regimes/store/store_error.hpp"

namespace regimes {

namespace {

constexpr std::string_view commands = R"sql(CREATE TABLE runs (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,
    experiment  TEXT NOT NULL,
    version     INTEGER NOT NULL,
    parameters  TEXT NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('done', 'unconverged', 'failed')),
    outcome     TEXT,
    failure     TEXT,
    certificate TEXT,
    host        TEXT NOT NULL,
    regimes     TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    seconds     REAL NOT NULL
);
CREATE INDEX runs_by_experiment ON runs (experiment);
CREATE INDEX runs_failed ON runs (status) WHERE status = 'failed';
CREATE TABLE metrics (
    run   INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    name  TEXT NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (run, name)
) WITHOUT ROWID;
CREATE TABLE traces (
    run  INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
    name TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (run, name)
);
CREATE TABLE plan (
    position INTEGER PRIMARY KEY,
    key      TEXT NOT NULL
);
CREATE TABLE notes (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL
) WITHOUT ROWID;
)sql";

bool is_new(const Database& database) {
    return database.integer("PRAGMA application_id") == 0 &&
           database.integer("PRAGMA user_version") == 0 &&
           database.integer("SELECT count(*) FROM sqlite_master") == 0;
}

void make_tables(const Database& database) {
    Transaction transaction(database);
    if (!is_new(database)) return;  // another process was quicker
    for (std::string_view left = commands; !left.empty();) {
        const std::size_t length = left.find(";\n") + 2;
        database.run(left.substr(0, length));
        left.remove_prefix(length);
    }
    database.run(fmt::format("PRAGMA application_id = {}", schema_application));
    database.run(fmt::format("PRAGMA user_version = {}", schema_version));
    transaction.commit();
}

}  // namespace

std::string_view schema_commands() { return commands; }

void prepare_schema(const Database& database, bool read_only) {
    if (is_new(database)) {
        if (read_only) throw StoreError(database.path(), "an empty file, not a store of Regimes");
        make_tables(database);
    }
    if (database.integer("PRAGMA application_id") != schema_application) {
        throw StoreError(database.path(), "a SQLite file, but not a store of Regimes");
    }
    const auto version = database.integer("PRAGMA user_version");
    if (version != schema_version) {
        throw StoreError(database.path(),
                         fmt::format("written by {} version of Regimes: its tables have version "
                                     "{}, {} was expected",
                                     version > schema_version ? "a newer" : "an older", version,
                                     schema_version));
    }
}

}  // namespace regimes
