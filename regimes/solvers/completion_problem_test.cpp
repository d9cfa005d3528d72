// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/completion_problem.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace regimes {
namespace {

std::string complaint(const PartialMatrix& problem) {
    try {
        validate(problem);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "";
}

TEST(CompletionProblem, GoodOnesPass) {
    EXPECT_EQ(complaint({2, 2, {{0, 0, 1.0}, {1, 1, 2.0}}}), "");
    EXPECT_EQ(complaint({1, 1, {{0, 0, 1.0}}}), "");
    EXPECT_EQ(complaint({1, 2, {{0, 0, 1.0}, {0, 1, 0.0}, {0, 0, 1.0}}}), "");
}

TEST(CompletionProblem, TroubleIsNamed) {
    EXPECT_EQ(complaint({0, 2, {}}), "rows: 0 given, at least 1 expected");
    EXPECT_EQ(complaint({2, -1, {}}), "cols: -1 given, at least 1 expected");
    EXPECT_EQ(complaint({2, 2, {}}), "observed: no entry given, at least one expected");
    EXPECT_EQ(complaint({2, 2, {{0, 0, 1.0}, {2, 1, 1.0}}}),
              "observed: an entry at (2, 1) given, inside 2 x 2 expected (counting from 0)");
    EXPECT_EQ(complaint({2, 2, {{0, -1, 1.0}}}),
              "observed: an entry at (0, -1) given, inside 2 x 2 expected (counting from 0)");
    EXPECT_EQ(complaint({2, 2, {{0, 1, NAN}}}),
              "observed: nan given at (0, 1), a finite number expected");
    EXPECT_EQ(complaint({2, 2, {{0, 0, 1.0}, {0, 1, 2.0}}}),
              "observed: no entry in row 1 (counting from 0), at least one expected in each");
    EXPECT_EQ(complaint({2, 3, {{0, 0, 1.0}, {1, 1, 2.0}}}),
              "observed: no entry in column 2 (counting from 0), at least one expected in each");
    EXPECT_EQ(complaint({1000000000000, 2, {{0, 0, 1.0}, {999999999999, 1, 2.0}}}),
              "observed: no entry in row 1 (counting from 0), at least one expected in each");
    EXPECT_EQ(complaint({1, 1, {{0, 0, 1.0}, {0, 0, 2.0}}}),
              "observed: 1 and 2 given at (0, 0), one value expected");
}

TEST(CompletionProblem, FillsAndMasks) {
    const PartialMatrix problem{2, 2, {{0, 1, 3.0}, {1, 0, 0.0}}};
    EXPECT_EQ(zero_filled(problem), (Matrix{{0.0, 3.0}, {0.0, 0.0}}));
    EXPECT_EQ(observed_mask(problem), (Matrix{{0.0, 1.0}, {1.0, 0.0}}));
}

}  // namespace
}  // namespace regimes
