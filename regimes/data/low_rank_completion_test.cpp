// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/low_rank_completion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

using ::testing::StartsWith;

TEST(LowRankCompletion, DefaultsAreThoseOfThePaper) {
    const LowRankCompletion made = low_rank_completion();
    EXPECT_EQ(made.truth.rows(), 10);
    EXPECT_EQ(made.truth.cols(), 10);
    EXPECT_EQ(made.problem.rows, 10);
    EXPECT_EQ(made.problem.cols, 10);
    EXPECT_EQ(made.problem.observed.size(), 60U);
    // Of rank one: minors of two rows and columns vanish, up to the rounding of their products.
    const Matrix& m = made.truth;
    const Matrix minors = m(0, 0) * m - m.col(0) * m.row(0);
    EXPECT_LT(minors.cwiseAbs().maxCoeff(), 1e-15 * m.squaredNorm());
    EXPECT_GT(m.norm(), 1.0);
}

// Pins the streams, so that a seed stands for the same data in every version.
TEST(LowRankCompletion, FactorsComeFromTheStreamsOfTheSeed) {
    const Matrix truth =
        low_rank_completion({.rows = 3, .cols = 4, .observed = 6, .seed = 7}).truth;
    const Vector u = RandomStream(7, "left factor").normals(3);
    const Vector v = RandomStream(7, "right factor").normals(4);
    EXPECT_EQ(truth, Matrix(u * v.transpose()));
}

TEST(LowRankCompletion, SeesDifferentPlacesInEveryRowAndColumn) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const auto [problem, truth] =
            low_rank_completion({.rows = 4, .cols = 5, .rank = 2, .observed = 8, .seed = seed});
        std::set<Index> rows;
        std::set<Index> cols;
        std::set<std::pair<Index, Index>> places;
        for (const auto& [row, col, value] : problem.observed) {
            rows.insert(row);
            cols.insert(col);
            places.insert({row, col});
            EXPECT_EQ(value, truth(row, col));
        }
        EXPECT_EQ(places.size(), 8U) << seed;
        EXPECT_EQ(rows.size(), 4U) << seed;
        EXPECT_EQ(cols.size(), 5U) << seed;
    }
}

// Each of the 30 places of 2000 masks is seen with frequency 18/30, within five deviations.
TEST(LowRankCompletion, PlacesAreUniform) {
    constexpr int draws = 2000;
    Matrix seen = Matrix::Zero(5, 6);
    for (std::uint64_t seed = 0; seed < draws; ++seed) {
        const auto made = low_rank_completion({.rows = 5, .cols = 6, .observed = 18, .seed = seed});
        for (const auto& entry : made.problem.observed) seen(entry.row, entry.col) += 1.0;
    }
    const double deviation = std::sqrt(0.6 * 0.4 / draws);
    EXPECT_LT((seen.array() / draws - 0.6).abs().maxCoeff(), 5.0 * deviation);
}

TEST(LowRankCompletion, MoreEntriesLeaveTheFirstOnes) {
    const auto few = low_rank_completion({.observed = 50, .seed = 3});
    const auto many = low_rank_completion({.observed = 70, .seed = 3});
    EXPECT_EQ(few.truth, many.truth);
    EXPECT_TRUE(std::equal(few.problem.observed.begin(), few.problem.observed.end(),
                           many.problem.observed.begin()));
}

std::string misuse(const LowRankCompletionOptions& options) {
    try {
        low_rank_completion(options);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "accepted";
}

TEST(LowRankCompletion, RejectsWhatIsOutsideItsDomain) {
    EXPECT_THAT(misuse({.rows = 0}), StartsWith("rows: 0 given"));
    EXPECT_THAT(misuse({.cols = -1}), StartsWith("cols: -1 given"));
    EXPECT_THAT(misuse({.rank = 11}), StartsWith("rank: 11 given, 1 to 10 expected"));
    EXPECT_THAT(misuse({.observed = 9}), StartsWith("observed: 9 given, 10 to 100 expected"));
    EXPECT_THAT(misuse({.observed = 101}), StartsWith("observed: 101 given, 10 to 100"));
    // 40! of the (1600 choose 40) sets of places are permutations: less than one in 1e30.
    EXPECT_THAT(misuse({.rows = 40, .cols = 40, .observed = 40}), StartsWith("observed: 40 given"));
}

}  // namespace
}  // namespace regimes
