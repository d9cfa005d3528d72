// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/completion_run.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "regimes/studies/completion_document.hpp"

namespace regimes {
namespace {

/// [[1, 1/2], [1/2, x]] with x = 1/4 held out: Frobenius x = 0, nuclear x = 1/4 (rank 1).
class CompletionRuns : public ::testing::Test {
protected:
    static CompletionRunOptions options() {
        CompletionRunOptions options;
        options.start.rows = options.start.cols = options.start.columns = 2;
        options.start.shape = MatrixFactorizationStart::Shape::identity;
        return options;
    }

    PartialMatrix problem_{2, 2, {{0, 0, 1.0}, {0, 1, 0.5}, {1, 0, 0.5}}};
    std::vector<ObservedEntry> held_out_ = {{1, 1, 0.25}};
    CompletionRun run_{problem_, held_out_, options()};
};

TEST_F(CompletionRuns, HeldOutErrorsRanksAndSingularValues) {
    const CompletedPoint kernel = run_.minimum_frobenius();
    EXPECT_NEAR(*kernel.held_out_rmse, 0.25, 1e-15);
    EXPECT_NEAR(*kernel.held_out_error, 1.0, 1e-15);
    // [[1, 1/2], [1/2, 0]] has eigenvalues (1 +- sqrt(2)) / 2.
    EXPECT_NEAR(kernel.singular_values[0], (1.0 + std::sqrt(2.0)) / 2.0, 1e-14);
    EXPECT_NEAR(kernel.singular_values[1], (std::sqrt(2.0) - 1.0) / 2.0, 1e-14);
    const double share = kernel.singular_values[0] / std::sqrt(2.0);
    const double entropy = -share * std::log(share) - (1.0 - share) * std::log(1.0 - share);
    EXPECT_NEAR(kernel.effective_rank, std::exp(entropy), 1e-14);
    const CompletedPoint rich = run_.train(-30.0, nullptr);
    EXPECT_LT(*rich.held_out_rmse, 1e-3);
    EXPECT_NEAR(*rich.held_out_error, 4.0 * *rich.held_out_rmse, 1e-15);
    EXPECT_LT(rich.effective_rank, 1.01);
}

/// In other units, with the scale of the weights in their square root, training is the same.
TEST_F(CompletionRuns, EntriesMayBeOfAnySize) {
    const CompletedPoint expected = run_.train(-1.0, nullptr);
    for (const int exponent : {620, -620}) {
        PartialMatrix problem = problem_;
        for (ObservedEntry& entry : problem.observed) {
            entry.value = std::ldexp(entry.value, exponent);
        }
        const std::vector<ObservedEntry> held_out = {{1, 1, std::ldexp(0.25, exponent)}};
        const CompletionRun run(problem, held_out, options());
        const double log10_unit = exponent * std::log10(2.0);
        const CompletedPoint point = run.train(-1.0 + log10_unit / 2.0, nullptr);
        EXPECT_EQ(point.status, expected.status);
        const Matrix matrix =
            point.matrix.unaryExpr([&](double value) { return std::ldexp(value, -exponent); });
        EXPECT_LE((matrix - expected.matrix).norm(), 1e-9);
        EXPECT_NEAR(std::ldexp(point.nuclear_norm, -exponent), expected.nuclear_norm, 1e-9);
        EXPECT_NEAR(std::ldexp(point.movement, -exponent), expected.movement, 1e-9);
        EXPECT_NEAR(*point.held_out_error, *expected.held_out_error, 1e-8);
        EXPECT_NEAR(*point.log_time + exponent * std::log(2.0), *expected.log_time, 1e-6);
    }
}

TEST_F(CompletionRuns, StoresGiveBackWhatTheyKept) {
    for (const CompletedPoint& point : {run_.train(-1.0, nullptr), run_.minimum_nuclear(nullptr)}) {
        RunRecord record;
        if (point.log10_alpha) record.parameters["log10_alpha"] = *point.log10_alpha;
        record.result = result_of(point, true);
        const CompletedPoint found = point_of(record, 2, 2);
        EXPECT_EQ(found.matrix, point.matrix);
        EXPECT_EQ(found.singular_values, point.singular_values);
        EXPECT_EQ(metrics_of(found), metrics_of(point));
        EXPECT_EQ(found.status, point.status);
        EXPECT_EQ(found.log10_alpha, point.log10_alpha);
    }
    EXPECT_TRUE(result_of(run_.train(-1.0, nullptr), false).traces.empty());
}

}  // namespace
}  // namespace regimes
