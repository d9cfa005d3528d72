// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/store/run_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "regimes/store/store_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;
using State = RunStore::State;

constexpr double inf = std::numeric_limits<double>::infinity();

std::vector<std::int64_t> seeds(const RunStore& store, const RunFilter& filter = {}) {
    std::vector<std::int64_t> found;
    store.for_each(filter, [&found](const RunRecord& run) {
        found.push_back(whole_number(run.parameters, "seed"));
    });
    return found;
}

RunRecord full_run() {
    RunRecord record = square_run(3);
    record.parameters["alpha"] = 0.1;
    record.parameters["kind"] = std::string("implicit");
    record.result.metrics["least"] = std::numeric_limits<double>::denorm_min();
    record.result.metrics["huge"] = -inf;
    record.result.traces = {{"loss", {1.0, 0.1, inf, 5e-324}}, {"none", {}}};
    record.result.certificate = R"({"gap":1e-9})";
    return record;
}

TEST(RunStore, GivesARunBackAsItWas) {
    const StoreFolder folder;
    const RunRecord record = full_run();
    RunStore(folder / "a.sqlite").insert(record);
    const auto found = RunStore(folder / "a.sqlite").find(key_of(record));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->experiment, record.experiment);
    EXPECT_EQ(found->experiment_version, record.experiment_version);
    EXPECT_EQ(found->parameters, record.parameters);
    EXPECT_EQ(found->result.metrics, record.result.metrics);
    EXPECT_EQ(found->result.traces, record.result.traces);
    EXPECT_EQ(found->result.certificate, record.result.certificate);
    EXPECT_TRUE(found->result.converged);
    EXPECT_EQ(found->failure, "");
    EXPECT_EQ(found->provenance.host, "host");
    EXPECT_EQ(found->provenance.version, "0.1.0 (test)");
    EXPECT_EQ(found->provenance.finished_at, "2026-01-02T03:04:05Z");
    EXPECT_EQ(found->provenance.seconds, 0.5);
}

TEST(RunStore, TellsStatesApart) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    RunRecord loose = square_run(3);
    loose.result.converged = false;
    store.insert({square_run(1), failed_run(2), loose});
    EXPECT_EQ(store.state(key_of(square_run(1))), State::done);
    EXPECT_EQ(store.state(key_of(square_run(2))), State::failed);
    EXPECT_EQ(store.state(key_of(square_run(3))), State::unconverged);
    EXPECT_EQ(store.state(key_of(square_run(4))), State::absent);
    EXPECT_FALSE(store.find(key_of(square_run(4))));
    EXPECT_FALSE(store.find(key_of(loose))->result.converged);
    EXPECT_EQ(store.find(key_of(square_run(2)))->failure, "no luck");
}

TEST(RunStore, ReplacesAFailedRunAndNoOther) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    store.insert(failed_run(1));
    store.insert(square_run(1));
    EXPECT_EQ(store.state(key_of(square_run(1))), State::done);
    RunRecord other = square_run(1);
    other.result.metrics["x"] = 7.0;
    store.insert(other);
    store.insert(failed_run(1));
    EXPECT_EQ(store.find(key_of(other))->result.metrics, square_run(1).result.metrics);
    EXPECT_EQ(store.count(), 1U);
}

TEST(RunStore, WalksInOrderOfInsertionByExperimentAndByPlan) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    RunRecord cube = square_run(9);
    cube.experiment = "cubes";
    store.insert({square_run(5), failed_run(2), cube});
    store.insert(square_run(3));
    EXPECT_THAT(seeds(store), ElementsAre(5, 2, 9, 3));
    EXPECT_THAT(seeds(store, {.experiment = "squares"}), ElementsAre(5, 2, 3));
    EXPECT_THAT(seeds(store, {.failed_only = true}), ElementsAre(2));
    EXPECT_THAT(seeds(store, {.experiment = "cubes", .failed_only = true}), IsEmpty());
    store.set_plan({key_of(square_run(3)), key_of(square_run(4)), key_of(square_run(5))});
    EXPECT_THAT(seeds(store, {.planned_only = true}), ElementsAre(3, 5));
    store.set_plan({key_of(cube)});
    EXPECT_THAT(store.plan(), ElementsAre(key_of(cube)));
    EXPECT_THAT(seeds(store, {.planned_only = true}), ElementsAre(9));
}

TEST(RunStore, LeavesTracesOutWhereNotAskedFor) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    store.insert(full_run());
    const auto runs = store.runs({.with_traces = false});
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].result.metrics, full_run().result.metrics);
    EXPECT_THAT(runs[0].result.traces, IsEmpty());
}

TEST(RunStore, RecordsAllOfABatchOrNothing) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    RunRecord bad = square_run(2);
    bad.result.metrics["x"] = std::nan("");
    EXPECT_THAT(
        [&] {
            store.insert({square_run(1), bad});
        },
        ThrowsMessage<std::invalid_argument>(HasSubstr("x: ")));
    EXPECT_EQ(store.count(), 0U);
}

TEST(RunStore, KeepsNotes) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    EXPECT_FALSE(store.note("scale"));
    store.set_note("scale", "quick");
    store.set_note("scale", "paper");
    EXPECT_EQ(RunStore(folder / "a.sqlite").note("scale"), "paper");
}

TEST(RunStore, MergesWhatIsNewAndWhatFailedHere) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    store.insert({square_run(1), square_run(2), failed_run(3)});  // the last row is replaced
    RunStore other(folder / "b#?%20 ok.sqlite");
    RunRecord differing = square_run(2);
    differing.result.metrics["x"] = 0.0;
    RunRecord traced = square_run(4);
    traced.result.traces["loss"] = {1.0, 0.5};
    other.insert({square_run(3), failed_run(1), differing, traced, failed_run(5)});

    const MergeSummary summary = store.merge_from(other);
    EXPECT_EQ(summary.added, 3U);
    EXPECT_EQ(summary.known, 2U);
    EXPECT_EQ(summary.differing, 1U);
    EXPECT_THAT(seeds(store), ElementsAre(1, 2, 3, 4, 5));
    EXPECT_THAT(seeds(store, {.failed_only = true}), ElementsAre(5));
    EXPECT_EQ(store.find(key_of(square_run(2)))->result.metrics, square_run(2).result.metrics);
    EXPECT_EQ(store.find(key_of(square_run(3)))->result.metrics, square_run(3).result.metrics);
    EXPECT_EQ(store.find(key_of(traced))->result.traces, traced.result.traces);

    const MergeSummary again = store.merge_from(other);
    EXPECT_EQ(again.added, 0U);
    EXPECT_EQ(again.known, 5U);
    EXPECT_THROW(store.merge_from(store), std::invalid_argument);
}

TEST(RunStore, ReadsWithoutWriting) {
    const StoreFolder folder;
    const auto path = folder / "a.sqlite";
    RunStore(path).insert(square_run(1));
    RunStore reader(path, {.read_only = true});
    EXPECT_EQ(reader.count(), 1U);
    EXPECT_THAT(store_error([&] { reader.insert(square_run(2)); }, path),
                HasSubstr("cannot be written"));
    EXPECT_EQ(store_error([&] { RunStore(folder / "b.sqlite", {.read_only = true}); },
                          folder / "b.sqlite"),
              "no such file");
    EXPECT_FALSE(std::filesystem::exists(folder / "b.sqlite"));
}

TEST(RunStore, IsOneFileOnceClosed) {
    const StoreFolder folder;
    RunStore(folder / "a.sqlite").insert(square_run(1));
    EXPECT_EQ(RunStore(folder / "a.sqlite", {.read_only = true}).count(), 1U);
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        names.push_back(entry.path().filename().string());
    }
    EXPECT_THAT(names, ElementsAre("a.sqlite"));
}

}  // namespace
}  // namespace regimes
