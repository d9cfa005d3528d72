// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/study_sweep.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "regimes/store/store_folder_test.hpp"

namespace regimes {
namespace {

Parameters fit_task(double depth, double log10_alpha) {
    return {{"x", std::string("x.csv")},
            {"y", std::string("y.csv")},
            {"depth", depth},
            {"log10_alpha", log10_alpha}};
}

class StudySweep : public ::testing::Test {
protected:
    StudySweep() {  // x1 + 2 x2 = 2: minimum l2 at (0.4, 0.8), minimum l1 at (0, 1)
        folder_.file("x.csv", "1,2\n");
        folder_.file("y.csv", "2\n");
    }
    SweepPlan plan(const std::vector<Parameters>& tasks) const {
        return plan_study_sweep(interpolation_study(), tasks, folder_.path());
    }
    StoreFolder folder_;
};

TEST_F(StudySweep, RunsOnTheUsersOwnData) {
    const SweepPlan sweep = plan({fit_task(2.0, 2.0), fit_task(2.0, -12.0)});
    EXPECT_EQ(sweep.experiment, "fit");
    const RunResult kernel = sweep.run(sweep.tasks[0], nullptr);
    const RunResult rich = sweep.run(sweep.tasks[1], nullptr);
    EXPECT_TRUE(kernel.converged && rich.converged);
    EXPECT_NEAR(kernel.metrics.at("l1_norm"), 1.2, 1e-3);
    EXPECT_NEAR(rich.metrics.at("l1_norm"), 1.0, 0.05);
}

TEST_F(StudySweep, AFilesContentCountsAndSoDoesEveryField) {
    const Parameters before = plan({fit_task(2.0, 0.0)}).tasks.front();
    EXPECT_EQ(plan({fit_task(2.0, 0.0)}).tasks.front(), before);
    folder_.file("y.csv", "3\n");
    const Parameters after = plan({fit_task(2.0, 0.0)}).tasks.front();
    EXPECT_NE(text(after, "data_digest"), text(before, "data_digest"));
    EXPECT_EQ(text(after, "y"), "y.csv");
}

TEST_F(StudySweep, KeepsCoefficientsOnRequest) {
    Parameters task = fit_task(3.0, -2.0);
    task["coefficients"] = true;
    const SweepPlan sweep = plan({task});
    const RunResult result = sweep.run(sweep.tasks.front(), nullptr);
    ASSERT_EQ(result.traces.at("coefficients").size(), 2U);
    const auto& b = result.traces.at("coefficients");
    EXPECT_NEAR(b[0] + 2.0 * b[1], 2.0, 1e-12);
}

TEST_F(StudySweep, MistakesAreNamedBeforeAnythingRuns) {
    EXPECT_THROW(plan({fit_task(1.5, 0.0)}), FieldError);
    Parameters task = fit_task(3.0, 0.0);
    task["regularizer"] = std::string("explicit");
    EXPECT_THROW(plan({task}), FieldError);
    task = fit_task(2.0, 0.0);
    task["x"] = std::string("nowhere.csv");
    EXPECT_ANY_THROW(plan({task}));
}

TEST_F(StudySweep, CompletesMatricesToo) {
    folder_.file("m.csv", "1,0.5\n0.5,\n");
    const SweepPlan sweep = plan_study_sweep(
        completion_study(), {{{"matrix", std::string("m.csv")}, {"alpha", 100.0}}}, folder_.path());
    const RunResult result = sweep.run(sweep.tasks.front(), nullptr);
    EXPECT_TRUE(result.converged);
    EXPECT_NEAR(result.metrics.at("unobserved_movement"), 0.0, 1e-2);  // kernel regime: it stays
    EXPECT_NEAR(result.metrics.at("frobenius_norm"), std::sqrt(1.5), 1e-3);
}

}  // namespace
}  // namespace regimes
