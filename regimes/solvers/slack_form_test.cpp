// SPDX-License-Identifier: BSD-3-Clause
// The slack form against the closed form of the flow that it rewrites.
#include "regimes/solvers/slack_form.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace regimes {
namespace {

/// w_+(xi)^D - w_-(xi)^D by the flow's own formula: w_+-^(2-D) = w_+-(0)^(2-D) -+ xi / r in the
/// units of this file, w_+- = w_+-(0) e^(+- xi / 2) at D = 2.
double by_the_flow(const Initialization& start, double xi) {
    const double alpha = std::exp(start.log_alpha), depth = start.depth;
    const double plus = alpha * (start.plus.size() ? start.plus[0] : 1.0);
    const double minus = alpha * (start.minus.size()  ? start.minus[0]
                                  : start.plus.size() ? start.plus[0]
                                                      : 1.0);
    if (depth == 2.0) return plus * plus * std::exp(xi) - minus * minus * std::exp(-xi);
    const double r = 2.0 / (depth - 2.0), power = -depth / (depth - 2.0);
    return std::pow(std::pow(plus, 2.0 - depth) - xi / r, power) -
           std::pow(std::pow(minus, 2.0 - depth) + xi / r, power);
}

double by_slacks(const Initialization& start, double xi) {
    const SlackForm form(start);
    const double lambda = form.lambda(start.log_alpha);
    const double offset = xi - form.middle(0, lambda);
    const double near = form.half(0, lambda) - std::fabs(offset);
    return std::copysign(form.powers(near, 2.0 * std::fabs(offset)).difference, offset);
}

/// How far xi can go: the smaller of r w_+(0)^(2-D) and r w_-(0)^(2-D); anything at D = 2.
double reach(const Initialization& start) {
    if (start.depth == 2.0) return 1.0;
    const double plus = start.plus.size() ? start.plus[0] : 1.0;
    const double largest = std::max(plus, start.minus.size() ? start.minus[0] : plus);
    return 2.0 / (start.depth - 2.0) *
           std::pow(std::exp(start.log_alpha) * largest, 2.0 - start.depth);
}

const Initialization starts[] = {
    {.depth = 2.0, .log_alpha = -1.0},
    {.depth = 2.0, .log_alpha = 0.7},
    {.depth = 2.0, .log_alpha = -0.4, .plus = Vector{{1.7}}},
    {.depth = 2.0, .log_alpha = -0.4, .plus = Vector{{1.7}}, .minus = Vector{{0.6}}},
    {.depth = 2.5, .log_alpha = -1.0},
    {.depth = 3.0, .log_alpha = -0.5, .plus = Vector{{0.8}}},
    {.depth = 3.0, .log_alpha = 0.2, .plus = Vector{{0.8}}, .minus = Vector{{1.3}}},
    {.depth = 7.0, .log_alpha = -0.1, .plus = Vector{{1.2}}, .minus = Vector{{0.9}}},
};

TEST(SlackForm, IsTheFlowsClosedForm) {
    for (const Initialization& start : starts) {
        for (const double share : {-0.9, -0.01, 0.05, 0.7}) {
            const double xi = share * reach(start);
            const double direct = by_the_flow(start, xi);
            EXPECT_NEAR(by_slacks(start, xi), direct, 2e-13 * (1.0 + std::fabs(direct)))
                << "depth " << start.depth << ", xi " << xi;
        }
    }
}

TEST(SlackForm, SlopesAreDerivativesOfThePowers) {
    for (const Initialization& start : starts) {
        const SlackForm form(start);
        const double near = 0.4, gap = 1.5, step = 1e-6;
        const auto at = form.powers(near, gap);
        const double numeric =
            (form.powers(near + step, gap).near - form.powers(near - step, gap).near) /
            (2.0 * step);
        EXPECT_NEAR(at.near_slope, -numeric, 1e-8 * at.near_slope);
        EXPECT_NEAR(at.difference, at.near - at.far, 1e-15);
        const double numeric_far =
            (form.powers(near, gap + step).far - form.powers(near, gap - step).far) / (2.0 * step);
        EXPECT_NEAR(at.far_slope, -numeric_far, 1e-8 * at.near_slope);
    }
}

TEST(SlackForm, SensitivityIsTheRelativeChangeOfTheSlope) {
    for (const double depth : {2.0, 3.0, 10.0}) {
        const SlackForm form({.depth = depth});
        const double near = 0.8, step = 1e-6;
        const double ratio =
            form.powers(near + step, 1.0).near_slope / form.powers(near - step, 1.0).near_slope;
        const double p_plus_1_over_p =
            depth == 2.0 ? 1.0 : (2.0 * depth - 2.0) / depth;  // E' falls as power p + 1
        EXPECT_NEAR(-std::log(ratio) / (2.0 * step), p_plus_1_over_p * form.sensitivity(near),
                    1e-8);
    }
}

TEST(SlackForm, SlackOfALevelUndoesThePower) {
    for (const double depth : {2.0, 2.5, 3.0, 10.0, 100.0}) {
        const SlackForm form({.depth = depth});
        for (const double level : {0.5, 1e-3, 1e-10, 1e-15}) {
            EXPECT_NEAR(form.powers(form.slack_of(level), 1.0).near, level, 1e-13 * level);
        }
    }
}

TEST(SlackForm, TinyDifferencesDoNotCancel) {
    const SlackForm form({.depth = 3.0});
    // E(near) - E(near + gap) = -E'(near) gap + E'' gap^2 / 2 - ...
    const double gap = 1e-9, near = 0.5;
    const auto at = form.powers(near, gap);
    EXPECT_NEAR(at.difference, at.near_slope * gap, 2e-9 * at.difference);
    EXPECT_GT(at.difference, 0.0);
}

TEST(SlackForm, LambdaIsCappedAndMonotone) {
    for (const double depth : {2.0, 3.0, 100.0}) {
        const SlackForm form({.depth = depth});
        EXPECT_EQ(form.lambda(0.0), 0.0);
        EXPECT_LT(form.lambda(1.0), 0.0);
        EXPECT_LT(form.lambda(-0.1), form.lambda(-0.2));
        EXPECT_EQ(form.lambda(-1e20), SlackForm::largest_lambda);
    }
}

}  // namespace
}  // namespace regimes
