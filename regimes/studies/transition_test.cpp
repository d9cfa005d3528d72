// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/transition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regimes {
namespace {

using ::testing::HasSubstr;

FitPoint point(double log10_alpha, double l1_norm, Status status = Status::converged) {
    FitPoint made;
    made.depth = 2.0;
    made.log10_alpha = log10_alpha;
    made.l1_norm = l1_norm;
    made.status = status;
    return made;
}

/// l1 norm 10 at the minimum l2 and 5 at the minimum l1 interpolant.
FitRecord record_of(std::vector<FitPoint> points) {
    FitRecord record;
    record.depths = {2.0};
    record.minimum_l2.l1_norm = 10.0;
    record.minimum_l2.status = Status::converged;
    record.minimum_l1.l1_norm = 5.0;
    record.minimum_l1.status = Status::converged;
    record.points = std::move(points);
    return record;
}

TEST(Transition, LiesBetweenTheLastKernelAndTheFirstRichAlpha) {
    const FitRecord record =
        record_of({point(-6, 5.001), point(2, 10), point(0, 9.96), point(-2, 9), point(-4, 5.04)});
    const Transition transition = find_transition(record, 2.0);
    EXPECT_EQ(transition.kernel_from, 0.0);
    EXPECT_EQ(transition.rich_to, -4.0);
    const std::string text = describe_transition(record, 2.0);
    EXPECT_THAT(text, HasSubstr("from alpha = 1 up"));
    EXPECT_THAT(text, HasSubstr("from alpha = 1e-4 down"));
}

TEST(Transition, SaysHowFarTheLastAlphaIsFromRich) {
    const FitRecord record = record_of({point(0, 9), point(-1, 6)});
    const Transition transition = find_transition(record, 2.0);
    EXPECT_FALSE(transition.kernel_from);
    EXPECT_FALSE(transition.rich_to);
    EXPECT_THAT(describe_transition(record, 2.0),
                HasSubstr("at alpha = 1e-1 the l1 norm is still 20 % above the least"));
}

TEST(Transition, IgnoresWhatDidNotConverge) {
    const FitRecord record =
        record_of({point(2, 10), point(0, 10, Status::stalled), point(-1, 5.0, Status::cancelled)});
    EXPECT_EQ(find_transition(record, 2.0).kernel_from, 2.0);
    EXPECT_FALSE(find_transition(record, 2.0).rich_to);
    EXPECT_THAT(describe_transition(record_of({}), 2.0), HasSubstr("not enough"));
}

TEST(Transition, IgnoresWhatWasStoppedBeforeItFittedTheData) {
    FitRecord record = record_of({point(2, 10), point(-3, 2.0)});
    EXPECT_EQ(find_transition(record, 2.0).rich_to, -3.0);
    record.points[1].primal_residual = 0.3;
    EXPECT_FALSE(find_transition(record, 2.0).rich_to);
}

TEST(Transition, DoesNotExistWhereTheEndsCoincide) {
    FitRecord record = record_of({point(0, 10)});
    record.minimum_l1.l1_norm = 9.95;
    EXPECT_FALSE(find_transition(record, 2.0).kernel_from);
    EXPECT_THAT(describe_transition(record, 2.0), HasSubstr("hardly matters"));
}

TEST(AlphaLabel, IsAlphaItself) {
    const auto label = [](double log10_alpha) { return alpha_label(point(log10_alpha, 0)); };
    EXPECT_EQ(label(0), "1");
    EXPECT_EQ(label(1), "10");
    EXPECT_EQ(label(2), "1e2");
    EXPECT_EQ(label(-300), "1e-300");
    EXPECT_EQ(label(-5000), "1e-5000");
    EXPECT_EQ(label(-2.5), "3.16e-3");
    EXPECT_EQ(label(2.9999999996), "1e3");
}

TEST(WeightCarrying, CountsWhatIsAboveAThousandthOfTheLargest) {
    EXPECT_EQ(effective_support(Vector{{1.0, -0.5, 2e-3, 1e-3, 0.0}}), 3);
    EXPECT_EQ(effective_support(Vector::Zero(3)), 0);
}

}  // namespace
}  // namespace regimes
