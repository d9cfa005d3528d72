// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/hold_out.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace regimes {
namespace {

PartialMatrix some_matrix() {
    PartialMatrix problem{20, 30, {}};
    for (Index i = 0; i < 20; ++i) {
        for (Index j = 0; j < 30; ++j) {
            if ((i + 2 * j) % 3 == 0) problem.observed.push_back({i, j, double(i * j)});
        }
    }
    return problem;
}

TEST(HoldOut, SplitsTheEntriesByTheSeed) {
    const PartialMatrix problem = some_matrix();
    const HeldOut split = hold_out(problem, 0.25, 3);
    EXPECT_EQ(split.entries.size(), 50U);  // a quarter of 200
    std::vector<ObservedEntry> both = split.entries;
    both.insert(both.end(), split.problem.observed.begin(), split.problem.observed.end());
    EXPECT_TRUE(std::is_permutation(both.begin(), both.end(), problem.observed.begin(),
                                    problem.observed.end()));
    EXPECT_EQ(hold_out(problem, 0.25, 3).entries, split.entries);
    EXPECT_NE(hold_out(problem, 0.25, 4).entries, split.entries);
    EXPECT_TRUE(hold_out(problem, 0.0, 3).entries.empty());
}

TEST(HoldOut, EveryRowAndColumnKeepsAnEntry) {
    const HeldOut split = hold_out(some_matrix(), 0.99, 1);
    std::vector<Index> rows(20, 0);
    std::vector<Index> cols(30, 0);
    for (const ObservedEntry& entry : split.problem.observed) {
        ++rows[static_cast<std::size_t>(entry.row)];
        ++cols[static_cast<std::size_t>(entry.col)];
    }
    EXPECT_EQ(std::count(rows.begin(), rows.end(), 0), 0);
    EXPECT_EQ(std::count(cols.begin(), cols.end(), 0), 0);
    EXPECT_LT(split.problem.observed.size(), 60U);
    const PartialMatrix thin{2, 2, {{0, 0, 1.0}, {1, 1, 2.0}}};
    EXPECT_TRUE(hold_out(thin, 0.5, 1).entries.empty());
}

}  // namespace
}  // namespace regimes
