// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#include "regimes/experiments/depth/depth_curves.hpp"
#include "regimes/experiments/paper_rows.hpp"

namespace regimes {
namespace {

/// Q of one coefficient at depth D > 2 in the paper's form, q_D(t) = t s - H_D(s) at t = h_D(s).
struct Printed {
    double t;
    double q;
};

Printed printed(double depth, double s) {
    const double p = depth / (depth - 2.0);
    const double r = 2.0 / (depth - 2.0);
    const double t = std::pow(1.0 - s, -p) - std::pow(1.0 + s, -p);
    const double conjugate = (std::pow(1.0 - s, -r) + std::pow(1.0 + s, -r) - 2.0) / r;
    return {t, t * s - conjugate};
}

TEST(DepthExperiment, ProfilesAreTheoremThree) {
    // s with h_D(s) = 4, by bisection; then q_D(4) in the paper's form.
    for (const double depth : {3.0, 5.0, 10.0, 100.0}) {
        double low = 0.0;
        double high = 1.0;
        for (int i = 0; i < 60; ++i) {
            const double middle = 0.5 * (low + high);
            (printed(depth, middle).t < 4.0 ? low : high) = middle;
        }
        const RunResult curve = profile_curve(depth, 5);
        // H_D adds terms of the size of r^-1 = 49: 100 eps * 49 at the most.
        EXPECT_NEAR(curve.metrics.at("value_at_unit"), printed(depth, low).q, 1e-12);
        EXPECT_EQ(curve.traces.at("value")[2], 0.0);
        EXPECT_EQ(curve.traces.at("value").front(), curve.traces.at("value").back());
    }
}

TEST(DepthExperiment, ProfilesAreOneAtFour) {
    for (const double depth : {2.0, 3.0, 100.0}) {
        const RunResult curve = profile_curve(depth, 33);  // z = -16, -15, ..., 16
        EXPECT_EQ(curve.traces.at("z")[20], 4.0);
        EXPECT_NEAR(curve.traces.at("value")[20], 1.0, 1e-15);
    }
}

TEST(DepthExperiment, RatioOfDepthTwoIsThatOfTheHypentropy) {
    const auto q = [](double z) { return 2.0 - std::sqrt(4.0 + z * z) + z * std::asinh(z / 2.0); };
    const RunResult curve = ratio_curve(2.0, 100.0, 10);
    for (std::size_t i = 0; i < 10; ++i) {
        const double a = std::exp(curve.traces.at("log_alpha_to_the_depth")[i]);
        // q as printed loses 2 eps / q(0.1 / e) = 2 eps / 3e-4.
        EXPECT_NEAR(curve.traces.at("ratio")[i], q(1.0 / a) / (100.0 * q(0.1 / a)), 1e-11);
    }
}

TEST(DepthExperiment, NearL1IsWhereTheRatioSaysSo) {
    for (const double depth : {2.0, 3.0, 8.0}) {
        const RunResult curve = ratio_curve(depth, 100.0, 901);
        const double l = curve.metrics.at("log_alpha_to_the_depth_near_l1");
        if (l < -8.0) continue;
        const auto i = static_cast<std::size_t>((l + 8.0) / 0.01);
        EXPECT_LE(curve.traces.at("ratio")[i], 0.11);
        EXPECT_GE(curve.traces.at("ratio")[i + 1], 0.11);
    }
}

TEST(DepthExperiment, PaperScaleHoldsEveryPrintedCell) {
    const Experiment& experiment = depth_experiment();
    std::set<std::string> cells;
    for (const Parameters& task : experiment.tasks({.scale = Scale::paper, .seeds = 1})) {
        if (text(task, "quantity") != "largest-alpha") continue;
        cells.insert("D = " + std::to_string(std::lround(number(task, "depth"))) + ", " +
                     std::to_string(whole_number(task, "samples")));
    }
    int printed = 0;
    for (const FigureRow& mark : paper_rows("depth")) {
        if (mark.panel != "3(c)" || !mark.series.starts_with("D")) continue;
        ++printed;
        EXPECT_TRUE(cells.contains(mark.series + ", " + std::to_string(std::lround(mark.x))));
    }
    EXPECT_EQ(printed, 52);
}

bool task_is_formula(const Parameters& task) {
    return text(task, "quantity") == "profile" || text(task, "quantity") == "ratio";
}

TEST(DepthExperiment, FormulasHoldTheirClaims) {
    const Experiment& experiment = depth_experiment();
    std::vector<RunRecord> runs;
    for (const Parameters& task : experiment.tasks({.scale = Scale::smoke})) {
        if (!task_is_formula(task)) continue;
        RunRecord run;
        run.parameters = task;
        run.result = experiment.run(task, nullptr);
        runs.push_back(run);
    }
    Figure figure;
    add_depth_curves(figure, runs);
    EXPECT_EQ(figure.claims.size(), 5U);
    for (const Claim& claim : figure.claims) {
        EXPECT_TRUE(claim.holds()) << claim.claim << ": " << claim.measured;
    }
}

std::vector<RunRecord> formulas(double depth, std::int64_t features) {
    const Experiment& experiment = depth_experiment();
    std::vector<RunRecord> runs(2);
    for (const std::size_t k : {0U, 1U}) {
        runs[k].parameters = with_defaults(experiment.parameters(),
                                           {{"quantity", std::string(k ? "ratio" : "profile")},
                                            {"depth", depth},
                                            {"features", features}});
        runs[k].result = experiment.run(runs[k].parameters, nullptr);
    }
    return runs;
}

TEST(DepthExperiment, ALoneDepthHasNoOrder) {
    const Figure figure = depth_experiment().figure(formulas(2.0, 100), {});
    ASSERT_EQ(figure.claims.size(), 5U);
    EXPECT_EQ(figure.claims[1].explanation, "Needs a depth D >= 3.");
    EXPECT_EQ(figure.claims[4].explanation,
              "Needs at least two depths, of equal d and at equal alpha^D.");
    for (const FigureRow& row : figure.rows) {
        EXPECT_TRUE(row.source == "ours" || row.panel == "3(b)" || row.series == "D = 2" ||
                    row.series == "N that l1 needs")
            << row.panel << " " << row.series;
    }
}

TEST(DepthExperiment, WordsAndMarksFollowTheFeatures) {
    const Figure figure = depth_experiment().figure(formulas(3.0, 400), {});
    EXPECT_EQ(figure.claims[2].paper, "1/sqrt(d) = 0.05 (Figure 3(b))");
    EXPECT_TRUE(figure.claims[2].holds());
    EXPECT_NE(figure.caption.find("d = 400"), std::string::npos) << figure.caption;
    EXPECT_NE(figure.specification.find("dense vector, d = 400"), std::string::npos);
    for (const FigureRow& row : figure.rows) {
        EXPECT_TRUE(row.source == "ours" || row.panel != "3(b)") << row.series;
    }
}

}  // namespace
}  // namespace regimes
