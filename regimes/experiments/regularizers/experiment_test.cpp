// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"
#include "regimes/experiments/experiment_runs_test.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace regimes {
namespace {

Figure smoke_figure() {
    const Experiment& experiment = regularizers_experiment();
    const auto runs =
        experiments_test::runs_of(experiment, experiment.tasks({.scale = Scale::smoke}));
    return experiment.figure(runs, {.scale = Scale::smoke});
}

/// The paper's functions as printed: the hypentropy of Theorem 1 ...
double q(double z) { return 2.0 - std::sqrt(4.0 + z * z) + z * std::asinh(z / 2.0); }

/// ... and the polynomial of which r(z) is a root, over the size of its terms.
double quartic(double u, double z) {
    const double terms[] = {std::pow(u, 4), -6.0 * std::pow(u, 3), (12.0 - 2.0 * z * z) * u * u,
                            -(8.0 + 10.0 * z * z) * u, z * z + std::pow(z, 4)};
    double sum = 0.0;
    double size = 0.0;
    for (const double term : terms) {
        sum += term;
        size += std::fabs(term);
    }
    return size == 0.0 ? 0.0 : sum / size;
}

TEST(RegularizersExperiment, CurvesAreThePapersFunctions) {
    const Experiment& experiment = regularizers_experiment();
    for (const std::string function : {"q", "r"}) {
        const auto result = experiment.run(
            with_defaults(experiment.parameters(), {{"function", function}}), nullptr);
        const double unit = result.metrics.at("value_at_reach");
        const auto& z = result.traces.at("z");
        for (std::size_t i = 0; i < z.size(); ++i) {
            const double value = unit * result.traces.at("value")[i];
            // The printed form of q loses the digits of 2 - sqrt(4 + z^2).
            const double error = function == "q" ? (value - q(z[i])) / (1.0 + std::fabs(z[i]))
                                                 : quartic(value, z[i]);
            EXPECT_NEAR(error, 0.0, 1e-14) << function << " " << z[i];
        }
    }
}

TEST(RegularizersExperiment, RowsOfThePaperAreMet) {
    const Figure figure = smoke_figure();
    int met = 0;
    for (const FigureRow& theirs : figure.rows) {
        if (theirs.source != "paper") continue;
        met += static_cast<int>(
            std::count_if(figure.rows.begin(), figure.rows.end(), [&](const FigureRow& ours) {
                return ours.source == "ours" && ours.series == theirs.series &&
                       ours.x == theirs.x && std::fabs(ours.y - theirs.y) < 1e-15;
            }));
    }
    EXPECT_EQ(met, 6);
}

TEST(RegularizersExperiment, OnlyThePapersSlipIsAMiss) {
    for (const Claim& claim : smoke_figure().claims) {
        const bool slip = claim.paper.find("|z| ln|z| + O(1/|z|)") != std::string::npos;
        EXPECT_EQ(claim.holds(), !slip) << claim.claim << ": " << claim.measured;
    }
}

TEST(RegularizersExperiment, AnotherReachHasItsOwnWordsAndNoMarks) {
    const Experiment& experiment = regularizers_experiment();
    const Reproduction reproduction{.scale = Scale::smoke, .settings = {{"reach", 100.0}}};
    const auto runs =
        experiments_test::runs_of(experiment, reproduction_tasks(experiment, reproduction));
    const Figure figure = draw_figure(experiment, runs, reproduction);
    EXPECT_NE(figure.caption.find("its value at 100."), std::string::npos) << figure.caption;
    EXPECT_NE(figure.specification.find("share of the value at 100"), std::string::npos);
    EXPECT_EQ(figure.notes.back(),
              "2: marks of the paper are left out that would need reach = 25 (here 100).");
    for (const FigureRow& row : figure.rows) EXPECT_EQ(row.source, "ours");
}

}  // namespace
}  // namespace regimes
