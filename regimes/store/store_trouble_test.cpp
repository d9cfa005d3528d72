// SPDX-License-Identifier: BSD-3-Clause
// Files that are no stores, full disks, and other processes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "regimes/store/schema.hpp"
#include "regimes/store/store_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::string opening_error(const fs::path& path) {
    return store_error([&] { RunStore store(path); }, path);
}

/// Another program's connection to a SQLite file.
class Foreign {
public:
    explicit Foreign(const fs::path& path) { sqlite3_open(path.c_str(), &handle_); }
    ~Foreign() { sqlite3_close(handle_); }
    Foreign(const Foreign&) = delete;
    Foreign& operator=(const Foreign&) = delete;
    void run(const std::string& sql) const {
        char* message = nullptr;
        if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) {
            throw std::runtime_error(message);
        }
    }

private:
    sqlite3* handle_ = nullptr;
};

TEST(StoreTrouble, RefusesFilesThatAreNoStores) {
    const StoreFolder folder;
    const std::string text(2000, 'x');
    EXPECT_EQ(opening_error(folder.file("text", text)), "not a SQLite file");
    Foreign(folder / "other").run("CREATE TABLE t (x)");
    EXPECT_EQ(opening_error(folder / "other"), "a SQLite file, but not a store of Regimes");
    EXPECT_EQ(opening_error(folder.path()), "a folder, where a file was expected");
    EXPECT_THAT(opening_error(folder / "missing" / "a"), HasSubstr("No such file or directory"));
    // ... and leaves them as they were.
    std::ifstream stream(folder / "text", std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(stream), {}), text);
}

TEST(StoreTrouble, RefusesANewerVersion) {
    const StoreFolder folder;
    const auto path = folder / "a.sqlite";
    RunStore(path).insert(square_run(1));
    Foreign(path).run("PRAGMA user_version = " + std::to_string(schema_version + 1));
    EXPECT_THAT(opening_error(path), StartsWith("written by a newer version of Regimes"));
    EXPECT_THAT(store_error([&] { RunStore(path, {.read_only = true}); }, path),
                StartsWith("written by a newer version of Regimes"));
}

TEST(StoreTrouble, NamesADamagedFile) {
    const StoreFolder folder;
    const auto path = folder / "a.sqlite";
    {
        RunStore store(path);
        std::vector<RunRecord> runs;
        for (int seed = 0; seed < 500; ++seed) runs.push_back(square_run(seed));
        store.insert(runs);
    }
    const auto size = static_cast<std::streamoff>(fs::file_size(path));
    std::fstream stream(path, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekp(4096);
    stream << std::string(static_cast<std::size_t>(size - 4096), '\x5a');
    stream.close();
    const auto use = [&] {
        RunStore store(path);
        store.insert(square_run(1000));
    };
    EXPECT_THAT(store_error(use, path), StartsWith("damaged ("));
}

TEST(StoreTrouble, NamesADamagedRunAndMergesNothing) {
    const StoreFolder folder;
    const auto path = folder / "a.sqlite";
    RunStore(path).insert({square_run(1), square_run(2)});
    const std::string deep = std::string(1000000, '[') + std::string(1000000, ']');
    RunStore target(folder / "b.sqlite");
    const auto damage = [&](const std::string& change) {
        Foreign(path).run("UPDATE runs SET " + change + " WHERE id = 2");
        return store_error([&] { target.merge_from(RunStore(path, {.read_only = true})); }, path);
    };
    EXPECT_EQ(damage("parameters = '{\"seed\":" + deep + "}'"),
              "its run 2 is damaged: parameters: a list or object given, a number, true, false or "
              "text expected");
    EXPECT_EQ(damage("parameters = '" + deep + "'"),
              "its run 2 is damaged: parameters: a JSON object expected");
    EXPECT_EQ(damage("parameters = '{}', version = 4294967297"),
              "its run 2 is damaged: version: 4294967297 given, an int expected");
    EXPECT_EQ(damage("version = 1, outcome = 'x'"),
              "its run 2 is damaged: status: \"x\" given, a status expected");
    EXPECT_EQ(target.count(), 0U);
    EXPECT_EQ(damage("outcome = NULL"), "");
    EXPECT_EQ(target.count(), 2U);
}

TEST(StoreTrouble, NamesALockedFile) {
    const StoreFolder folder;
    const auto path = folder / "a.sqlite";
    RunStore store(path, {.patience = 10ms});
    const Foreign other(path);
    other.run("BEGIN IMMEDIATE");
    EXPECT_EQ(store_error([&] { store.insert(square_run(1)); }, path),
              "locked by another process for more than 0.01 s; every run recorded so far is safe");
    other.run("ROLLBACK");
    store.insert(square_run(1));
    EXPECT_EQ(store.count(), 1U);
}

TEST(StoreTrouble, KeepsWhatWasRecordedWhenTheDiskIsFull) {
    const StoreFolder folder;
    const auto path = folder / "a.sqlite";
    std::size_t recorded = 0;
    {
        RunStore store(path, {.max_pages = 40});
        std::string error;
        while (error.empty()) {
            ASSERT_LT(recorded, 10000U);
            const auto seed = static_cast<std::int64_t>(recorded);
            error = store_error(
                [&] {
                    store.insert({square_run(seed), square_run(-1 - seed)});
                },
                path);
            if (error.empty()) ++recorded;
        }
        EXPECT_EQ(error, "no room left (full disk); every run recorded so far is safe");
        EXPECT_EQ(store.count(), 2 * recorded);
    }
    ASSERT_GT(recorded, 0U);
    RunStore store(path);  // there is room again
    EXPECT_EQ(store.count(), 2 * recorded);
    store.insert(square_run(static_cast<std::int64_t>(recorded)));
    EXPECT_EQ(store.count(), 2 * recorded + 1);
}

/// In a new process; true if `action` threw nothing.
template <typename Action>
pid_t in_process(const Action& action) {
    const pid_t child = fork();
    if (child != 0) return child;
    try {
        action();
        _exit(0);
    } catch (...) {
        _exit(1);
    }
}

bool succeeded(pid_t child) {
    int status = 1;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(StoreTrouble, ServesSeveralProcessesAtATime) {
    const StoreFolder folder;
    const auto path = folder / "a.sqlite";  // which they also make at the same time
    std::vector<pid_t> children;
    for (std::int64_t child = 0; child < 3; ++child) {
        children.push_back(in_process([&] {
            RunStore store(path);
            for (std::int64_t k = 0; k < 40; ++k) {  // every run is wanted by two
                store.insert(square_run(20 * child + k));
            }
        }));
    }
    for (const pid_t child : children) EXPECT_TRUE(succeeded(child));
    RunStore store(path);
    EXPECT_EQ(store.count(), 80U);
    for (const RunRecord& run : store.runs()) {
        EXPECT_EQ(run.result.metrics,
                  square_run(whole_number(run.parameters, "seed")).result.metrics);
    }
}

TEST(StoreTrouble, IsReadWhileItIsWritten) {
    const StoreFolder folder;
    const auto path = folder / "a.sqlite";
    RunStore writer(path);
    writer.insert(square_run(1));
    const RunStore reader(path, {.read_only = true, .patience = 10ms});
    std::size_t seen = 0;
    reader.for_each({}, [&](const RunRecord&) {
        ++seen;
        writer.insert(square_run(1 + static_cast<std::int64_t>(seen)));
        ASSERT_LT(seen, 10U);
    });
    EXPECT_EQ(seen, 1U);  // what was there when it began
    EXPECT_EQ(writer.count(), 2U);
}

}  // namespace
}  // namespace regimes
