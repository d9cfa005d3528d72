// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/laziness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace regimes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

RunRecord run_at(double log10_alpha, double distance) {
    RunRecord run;
    run.parameters = {{"log10_alpha", log10_alpha}};
    run.result.metrics = {{"gradient_distance", distance}};
    return run;
}

TEST(Laziness, EdgeAndTransitionLieOnTheLinesBetweenNeighbours) {
    const Laziness laziness =
        find_laziness({run_at(0.0, 0.3), run_at(-1.0, 0.8), run_at(1.0, 0.05), run_at(2.0, 0.0)});
    EXPECT_EQ(laziness.as_given, Regime::rich);
    EXPECT_EQ(laziness.distance_as_given, 0.3);
    // From 0.3 at 0 to 0.05 at 1: 0.1 after 0.2 of 0.25. From 0.8 at -1 to 0.3 at 0: 0.4 after 0.8.
    EXPECT_NEAR(laziness.log10_edge.value(), 0.8, 1e-15);
    EXPECT_NEAR(laziness.log10_transition.value(), -0.2, 1e-15);
    EXPECT_EQ(laziness.next_log10_alpha, 0.5);
    EXPECT_EQ(laziness.largest_distance, 0.8);
    EXPECT_EQ(laziness.log10_smallest, -1.0);
    EXPECT_EQ(laziness.log10_largest, 2.0);
}

TEST(Laziness, TheLastOfSeveralFallsCounts) {
    const Laziness laziness =
        find_laziness({run_at(-2.0, 0.5), run_at(-1.0, 0.0), run_at(0.0, 0.4), run_at(1.0, 0.0)});
    EXPECT_NEAR(laziness.log10_edge.value(), 0.75, 1e-15);
    EXPECT_NEAR(laziness.log10_transition.value(), 0.375, 1e-15);
}

TEST(Laziness, ADistanceOfTheBoundIsLazy) {
    EXPECT_EQ(find_laziness({run_at(0.0, lazy_threshold)}).as_given, Regime::kernel);
    const double above = std::nextafter(lazy_threshold, 1.0);
    EXPECT_EQ(find_laziness({run_at(0.0, above)}).as_given, Regime::rich);
}

TEST(Laziness, BetweenNeighboursOnlyAlikeOnesSayTheRegime) {
    const Laziness alike = find_laziness({run_at(-1.0, 0.5), run_at(3.0, 0.3)});
    EXPECT_EQ(alike.as_given, Regime::rich);
    EXPECT_NEAR(alike.distance_as_given.value(), 0.45, 1e-15);
    const Laziness unlike = find_laziness({run_at(-1.0, 0.5), run_at(1.0, 0.05)});
    EXPECT_EQ(unlike.as_given, Regime::unknown);
    EXPECT_NEAR(unlike.distance_as_given.value(), 0.275, 1e-15);
    const Laziness one_side = find_laziness({run_at(0.5, 0.05), run_at(1.0, 0.05)});
    EXPECT_EQ(one_side.as_given, Regime::unknown);
    EXPECT_EQ(one_side.distance_as_given, std::nullopt);
}

TEST(Laziness, WithoutAFallThereIsNoEdge) {
    const Laziness rich = find_laziness({run_at(0.0, 0.8), run_at(1.0, 0.6)});
    EXPECT_EQ(rich.log10_edge, std::nullopt);
    EXPECT_EQ(rich.next_log10_alpha, std::nullopt);
    EXPECT_EQ(rich.log10_transition, std::nullopt);
    const Laziness lazy = find_laziness({run_at(-1.0, 0.08), run_at(0.0, 0.01)});
    EXPECT_EQ(lazy.as_given, Regime::kernel);
    EXPECT_EQ(lazy.log10_edge, std::nullopt);
    EXPECT_EQ(lazy.log10_transition, std::nullopt);
}

TEST(Laziness, RunsThatSayNothingAreLeftOut) {
    RunRecord diverged = run_at(0.0, 0.9);
    diverged.result.status = Status::diverged;
    RunRecord failed = run_at(1.0, 0.9);
    failed.failure = "not enough memory";
    RunRecord frozen = run_at(2.0, 0.9);
    frozen.result.metrics.clear();
    EXPECT_EQ(find_laziness({diverged, failed, frozen}).log10_largest, std::nullopt);
    const Laziness laziness = find_laziness({diverged, failed, frozen, run_at(-1.0, 0.2)});
    EXPECT_EQ(laziness.log10_smallest, -1.0);
    EXPECT_EQ(laziness.log10_largest, -1.0);
    EXPECT_EQ(laziness.largest_distance, 0.2);
}

TEST(Laziness, OfSeveralRunsAtOneScaleTheMeanCounts) {
    const Laziness laziness = find_laziness({run_at(0.0, 0.25), run_at(0.0, 0.75)});
    EXPECT_EQ(laziness.distance_as_given, 0.5);
}

TEST(DescribeLaziness, NamesRegimeEdgeAndTransition) {
    const auto rich =
        describe(find_laziness({run_at(-1.0, 0.8), run_at(0.0, 0.3), run_at(1.0, 0.05)}));
    EXPECT_THAT(rich, ElementsAre(HasSubstr("Rich at the scale as given"),
                                  HasSubstr("edge of the rich regime lies at alpha = 6.31"),
                                  HasSubstr("largest value, 0.8, at alpha = 0.631")));
    EXPECT_THAT(rich[0], HasSubstr("(gradient distance 0.3; up to 0.1 counts as lazy)"));
}

TEST(DescribeLaziness, SaysWhichWayToGo) {
    EXPECT_THAT(describe(find_laziness({run_at(0.0, 0.05), run_at(1.0, 0.01)})),
                ElementsAre(HasSubstr("Lazy at the scale as given"),
                            HasSubstr("down to alpha = 1: the edge of the rich regime lies below; "
                                      "try smaller ones")));
    EXPECT_THAT(
        describe(find_laziness({run_at(0.0, 0.8), run_at(1.0, 0.7)})),
        ElementsAre(HasSubstr("Rich at the scale as given"),
                    HasSubstr("largest scale, alpha = 10: the edge lies above; try larger")));
    EXPECT_THAT(describe(find_laziness({run_at(1.0, 0.05)})),
                ElementsAre(HasSubstr("Unknown"), HasSubstr("try smaller ones")));
    EXPECT_THAT(describe(find_laziness({})), ElementsAre(HasSubstr("no run has a gradient")));
}

}  // namespace
}  // namespace regimes
