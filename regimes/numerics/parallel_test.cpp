// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

namespace regimes {
namespace {

constexpr int thread_counts[] = {0, 1, 2, 5, 64};

TEST(RunLanes, RunsEachLaneOnce) {
    for (const int threads : thread_counts) {
        std::vector<std::atomic<int>> runs(20);
        parallel_for(20, threads, [&](int lane) { ++runs[static_cast<std::size_t>(lane)]; });
        for (const auto& count : runs) EXPECT_EQ(count, 1) << threads << " threads";
    }
}

TEST(RunLanes, NoLanesIsNoWork) {
    for (const int threads : thread_counts) {
        parallel_for(0, threads, [](int lane) { ADD_FAILURE() << "lane " << lane; });
    }
}

TEST(RunLanes, FinishesAndThrowsWhatTheLowestLaneThrew) {
    for (const int threads : thread_counts) {
        std::atomic<int> runs = 0;
        const auto task = [&](int lane) {
            ++runs;
            if (lane == 3 || lane == 7) throw std::runtime_error(std::to_string(lane));
        };
        try {
            parallel_for(10, threads, task);
            ADD_FAILURE() << "nothing thrown on " << threads << " threads";
        } catch (const std::runtime_error& error) {
            EXPECT_STREQ(error.what(), "3") << threads << " threads";
        }
        EXPECT_EQ(runs, 10) << threads << " threads";
    }
}

// Sums of very different sizes, where the order of additions shows in the last digits.
double sum_by_lanes(int threads) {
    std::vector<double> partial(16);
    parallel_for(16, threads, [&](int lane) {
        double sum = 0.0;
        for (int n = 1; n < 1000; ++n) sum += std::pow(1.0 + lane, 4) / n;
        partial[static_cast<std::size_t>(lane)] = sum;
    });
    double total = 0.0;
    for (const double sum : partial) total += sum;
    return total;
}

TEST(RunLanes, ThreadsDoNotShowInTheResult) {
    const double expected = sum_by_lanes(1);
    for (const int threads : thread_counts) EXPECT_EQ(sum_by_lanes(threads), expected);
}

}  // namespace
}  // namespace regimes
