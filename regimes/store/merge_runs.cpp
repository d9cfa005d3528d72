// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/store/merge_runs.hpp"

#include "regimes/store/store_error.hpp"

namespace regimes {

namespace {

// Runs done on both sides of which a metric differs or is missing there.
constexpr std::string_view count_differing = R"sql(
SELECT count(*) FROM main.runs r JOIN other.runs o ON o.key = r.key
WHERE r.status <> 'failed' AND o.status <> 'failed' AND EXISTS (
    SELECT 1 FROM main.metrics a LEFT JOIN other.metrics b ON b.run = o.id AND b.name = a.name
    WHERE a.run = r.id AND (b.value IS NULL OR b.value <> a.value)))sql";

constexpr std::string_view drop_failed = R"sql(
DELETE FROM main.runs AS r WHERE r.status = 'failed' AND EXISTS (
    SELECT 1 FROM other.runs o WHERE o.key = r.key AND o.status <> 'failed'))sql";

constexpr std::string_view copy_runs = R"sql(
INSERT INTO main.runs (key, experiment, version, parameters, status, failure, certificate, host,
                       regimes, finished_at, seconds, outcome)
SELECT key, experiment, version, parameters, status, failure, certificate, host, regimes,
       finished_at, seconds, outcome FROM other.runs WHERE true ORDER BY id
ON CONFLICT (key) DO NOTHING)sql";

constexpr std::string_view copy_metrics = R"sql(
INSERT INTO main.metrics
SELECT r.id, m.name, m.value FROM main.runs r JOIN other.runs o ON o.key = r.key
JOIN other.metrics m ON m.run = o.id WHERE r.id > ?)sql";

constexpr std::string_view copy_traces = R"sql(
INSERT INTO main.traces
SELECT r.id, t.name, t.data FROM main.runs r JOIN other.runs o ON o.key = r.key
JOIN other.traces t ON t.run = o.id WHERE r.id > ?)sql";

/// The other file, for as long as this lives.
class Attached {
public:
    Attached(const Database& database, const std::filesystem::path& other) : database_(database) {
        database_.attach(other, "other");
    }
    ~Attached() {
        try {
            database_.run("DETACH other");
        } catch (const StoreError&) {
            // A damaged disk; the connection lets go of the file when it closes.
        }
    }
    Attached(const Attached&) = delete;
    Attached& operator=(const Attached&) = delete;

private:
    const Database& database_;
};

}  // namespace

MergeSummary merge_runs(const Database& into, const std::filesystem::path& from) {
    const Attached attached(into, from);
    Transaction transaction(into);
    MergeSummary summary;
    summary.differing = static_cast<std::size_t>(into.integer(count_differing));
    into.run(drop_failed);
    // Only now: the row number of the last run may just have become free.
    const std::int64_t last = into.integer("SELECT coalesce(max(id), 0) FROM main.runs");
    into.run(copy_runs);
    into.prepare(copy_metrics).bind(1, last).run();
    into.prepare(copy_traces).bind(1, last).run();
    Statement count = into.prepare("SELECT count(*) FROM main.runs WHERE id > ?");
    count.bind(1, last).step();
    summary.added = static_cast<std::size_t>(count.integer(0));
    summary.known =
        static_cast<std::size_t>(into.integer("SELECT count(*) FROM other.runs")) - summary.added;
    count.reset();
    transaction.commit();
    return summary;
}

}  // namespace regimes
