// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "regimes/store/run_record.hpp"
#include "regimes/store/store_error.hpp"

namespace regimes {

struct StoreOptions {
    bool read_only = false;                     ///< the file must exist, and nothing is written
    std::chrono::milliseconds patience{20000};  ///< waits this long where another process writes
    std::size_t max_pages = 0;                  ///< of 4096 bytes; 0: as many as the disk holds
};

/// Which runs, all of them by default.
struct RunFilter {
    std::string experiment = {};  ///< only of this one; empty takes any
    bool failed_only = false;
    bool planned_only = false;  ///< runs of the plan, in its order; else in order of insertion
    bool with_traces = true;    ///< false leaves traces out, at a fraction of the cost
};

struct MergeSummary {
    std::size_t added = 0;      ///< new here, or done there and failed here
    std::size_t known = 0;      ///< here already, and left as they were
    std::size_t differing = 0;  ///< of these: done on both sides with different metrics
};

/// One SQLite file of runs, each known by its key; docs/STORE.md describes its tables.
///
/// What a call has inserted survives the death of the process and of the machine (write-ahead log,
/// synchronous). A transaction that the disk has no room for leaves the store as it was. Several
/// processes of one machine may use a store at a time; on a network file system only one machine
/// may, so that shards on several machines have a store each. One object belongs to one thread at
/// a time, and does not survive a fork.
/// Errors: every method throws StoreError if the file can't be opened, read or written, is damaged,
/// locked for longer than `patience`, no store of Regimes, or from a newer version.
class RunStore {
public:
    /// Opens the store, and makes it where there is none.
    explicit RunStore(const std::filesystem::path& path, const StoreOptions& options = {});
    ~RunStore();
    RunStore(RunStore&&) noexcept;
    RunStore& operator=(RunStore&&) noexcept;

    const std::filesystem::path& path() const;

    /// The run of this key (see run_key), if there is one; with its traces.
    std::optional<RunRecord> find(const std::string& key) const;
    enum class State { absent, done, unconverged, failed };
    /// The same in short, at a fraction of the cost.
    State state(const std::string& key) const;

    /// Records a run, or several in one transaction: all or none. A run that failed before is
    /// replaced; one that is done stays as it is.
    /// Errors: std::invalid_argument naming a metric that is NaN.
    void insert(const RunRecord& record);
    void insert(const std::vector<RunRecord>& records);

    /// Calls `visit` with each run of the filter. Domain: `visit` does not write to the store.
    void for_each(const RunFilter& filter,
                  const std::function<void(const RunRecord&)>& visit) const;
    /// All of these at once.
    std::vector<RunRecord> runs(const RunFilter& filter = {}) const;
    std::size_t count() const;

    /// Takes over the runs of another store, in one transaction; no plan and no notes.
    MergeSummary merge_from(const RunStore& other);

    /// The keys of what this store was last asked for, in order: a sweep's points.
    std::vector<std::string> plan() const;
    void set_plan(const std::vector<std::string>& keys);

    /// A remark on the store as a whole, by name; nothing here reads it.
    std::optional<std::string> note(const std::string& name) const;
    void set_note(const std::string& name, const std::string& text);

private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace regimes
