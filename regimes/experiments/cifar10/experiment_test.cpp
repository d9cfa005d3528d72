// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "regimes/experiments/cifar10/cifar10_run.hpp"
#include "regimes/experiments/cifar10/claims.hpp"
#include "regimes/experiments/experiment_runs_test.hpp"
#include "regimes/experiments/paper_rows.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;

const Experiment& experiment = cifar10_experiment();

RunRecord made_up(const char* layers, double alpha, double error) {
    return experiments_test::image_run(experiment, layers, alpha, error);
}

/// The printed points, with the last layer alone at alpha = 1.
std::vector<RunRecord> printed_runs() {
    std::vector<RunRecord> runs;
    for (const FigureRow& row : paper_rows("cifar10")) {
        if (row.series == "all layers") runs.push_back(made_up("all", row.x, row.y / 100.0));
    }
    runs.push_back(made_up("last", 1.0, 0.5316));
    return runs;
}

int holding(const std::vector<Claim>& claims) {
    int count = 0;
    for (const Claim& claim : claims) {
        if (claim.holds()) ++count;
        EXPECT_TRUE(claim.holds() || !claim.explanation.empty()) << claim.claim;
    }
    return count;
}

TEST(Cifar10Experiment, ClaimsHoldForThePrintedNumbersOnly) {
    const auto printed = printed_runs();
    ASSERT_EQ(printed.size(), 7U);
    EXPECT_EQ(holding(cifar10_claims(cifar10_curves(printed))), 5);
    const std::vector<RunRecord> flat = {made_up("all", 0.75, 0.6), made_up("all", 1.0, 0.7),
                                         made_up("all", 2.0, 0.6), made_up("last", 1.0, 0.65)};
    EXPECT_EQ(holding(cifar10_claims(cifar10_curves(flat))), 0);
}

TEST(Cifar10Experiment, DivergedRunsAreCountedAndNotDrawn) {
    std::vector<RunRecord> runs = {made_up("all", 1.0, 0.5), made_up("last", 1.0, 0.6)};
    runs[0].result.metrics.clear();
    runs[0].result.converged = false;
    const Figure figure = experiment.figure(runs, {});
    ASSERT_TRUE(figure.claims.empty());
    EXPECT_THAT(figure.notes.at(1), HasSubstr("Runs that diverged: 1."));
    for (const FigureRow& row : figure.rows) {
        EXPECT_TRUE(row.source == "paper" || row.series == "last layer only");
    }
}

TEST(Cifar10Experiment, LoneAlphasAndOtherSizesDecideNothing) {
    std::vector<RunRecord> runs = {made_up("all", 0.75, 0.5), made_up("last", 2.0, 0.6)};
    for (RunRecord& run : runs) run.parameters["divisor"] = std::int64_t{4};
    for (const Claim& claim : cifar10_claims(cifar10_curves(runs))) {
        EXPECT_EQ(claim.verdict, Verdict::not_comparable) << claim.claim;
    }
    EXPECT_EQ(cifar10_claims(cifar10_curves(runs))[2].explanation, "Needs divisor = 1 (here 4).");
}

TEST(Cifar10Experiment, ARiseMayDipByWhatTheTestImagesLeaveOpen) {
    const auto rises = [](double middle) {
        const std::vector<RunRecord> runs = {made_up("all", 0.75, 0.6), made_up("all", 1.0, 0.7),
                                             made_up("all", 1.5, middle), made_up("all", 2.0, 0.8)};
        return cifar10_claims(cifar10_curves(runs)).front().holds();
    };
    EXPECT_TRUE(rises(0.75));
    EXPECT_TRUE(rises(0.69));
    EXPECT_FALSE(rises(0.67));
}

TEST(Cifar10Experiment, PaperHasThePapersSettings) {
    for (const Parameters& task : experiment.tasks({.scale = Scale::paper})) {
        const bool all = text(task, "layers") == "all";
        EXPECT_EQ(number(task, "step_size"), all ? 1e-4 : 1e-3);
        EXPECT_EQ(whole_number(task, "divisor"), 1);
        EXPECT_EQ(whole_number(task, "samples"), 50000);
        EXPECT_EQ(whole_number(task, "batch_size"), 128);
        EXPECT_EQ(whole_number(task, "max_epochs"), 2000);
    }
}

TEST(Cifar10Experiment, NotesSayWhatWasComputedWith) {
    const Figure figure = experiment.figure(printed_runs(), {.scale = Scale::paper});
    EXPECT_EQ(figure.rows.size(), 13U + paper_rows("cifar10").size());
    EXPECT_THAT(figure.notes.at(2), HasSubstr("50000 images of cifar10, up to 2000 epochs"));
}

}  // namespace
}  // namespace regimes
