// SPDX-License-Identifier: BSD-3-Clause
// More of it, on whole sweeps, is in killed_sweep_test.cpp.
#include "regimes/sweep/runs_table.hpp"

#include <gtest/gtest.h>

#include "regimes/store/store_folder_test.hpp"

namespace regimes {
namespace {

TEST(RunsTable, TellsMetricsFromParametersOfTheSameName) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    RunRecord run = square_run(3);
    run.result.metrics = {{"seed", 0.5}, {"status", 1.0}};
    store.insert(run);
    store.set_plan({key_of(run)});
    EXPECT_EQ(runs_table(store).text, "seed,metric.seed,metric.status,status\n3,0.5,1,done\n");
}

TEST(RunsTable, HasTheColumnsOfAllRuns) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    RunRecord wider = square_run(3);
    wider.parameters["depth"] = std::int64_t{2};
    wider.result.metrics["late"] = 0.5;
    const std::vector<RunRecord> runs = {failed_run(1), square_run(2), wider};
    store.insert(runs);
    store.set_plan({key_of(runs[0]), key_of(runs[1]), key_of(runs[2])});
    EXPECT_EQ(runs_table(store).text,
              "depth,seed,late,x,x^2,status\n,1,,,,failed\n,2,,2,4,done\n2,3,0.5,3,9,done\n");
    store.set_plan({key_of(runs[0])});
    EXPECT_EQ(runs_table(store).text, "seed,status\n1,failed\n");
    store.set_plan({});
    EXPECT_EQ(runs_table(store).text, "status\n");
}

}  // namespace
}  // namespace regimes
