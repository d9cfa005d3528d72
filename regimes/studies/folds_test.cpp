// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/folds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>

namespace regimes {
namespace {

using ::testing::HasSubstr;

std::vector<std::size_t> sizes_of(const std::vector<int>& folds, int count) {
    std::vector<std::size_t> sizes;
    for (int k = 0; k < count; ++k) sizes.push_back(samples_of(folds, k).size());
    return sizes;
}

TEST(Folds, DivideAllSamplesEvenlyByTheSeedAlone) {
    const std::vector<int> folds =
        assign_folds(23, {.count = 5, .seed = 1, .classes = {}, .groups = {}});
    auto sizes = sizes_of(folds, 5);
    std::sort(sizes.begin(), sizes.end());
    EXPECT_EQ(sizes, (std::vector<std::size_t>{4, 4, 5, 5, 5}));
    EXPECT_EQ(folds, assign_folds(23, {.count = 5, .seed = 1, .classes = {}, .groups = {}}));
    EXPECT_NE(folds, assign_folds(23, {.count = 5, .seed = 2, .classes = {}, .groups = {}}));
    EXPECT_EQ(samples_of(folds, 3).size() + samples_outside(folds, 3).size(), 23U);
}

TEST(Folds, EveryFoldHasItsShareOfEachClass) {
    std::vector<int> classes(40, 0);
    for (std::size_t n = 0; n < 10; ++n) classes[3 * n] = 1;
    const auto folds = assign_folds(40, {.count = 5, .seed = 7, .classes = classes, .groups = {}});
    for (int k = 0; k < 5; ++k) {
        int ones = 0;
        for (const Index n : samples_of(folds, k)) ones += classes[static_cast<std::size_t>(n)];
        EXPECT_EQ(ones, 2) << k;
        EXPECT_EQ(samples_of(folds, k).size(), 8U);
    }
}

TEST(Folds, GroupsStayTogether) {
    std::vector<int> groups;
    for (int n = 0; n < 30; ++n) groups.push_back(n < 12 ? 0 : n / 3);
    const auto folds = assign_folds(30, {.count = 3, .seed = 0, .classes = {}, .groups = groups});
    for (std::size_t n = 0; n < groups.size(); ++n) {
        for (std::size_t m = 0; m < n; ++m) {
            if (groups[n] == groups[m]) {
                EXPECT_EQ(folds[n], folds[m]);
            }
        }
    }
    auto sizes = sizes_of(folds, 3);
    std::sort(sizes.begin(), sizes.end());
    EXPECT_EQ(sizes, (std::vector<std::size_t>{9, 9, 12}));
}

TEST(Folds, MisuseNamesCountAndDomain) {
    const auto misuse = [](Index samples, const FoldOptions& options) -> std::string {
        try {
            assign_folds(samples, options);
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(misuse(4, {.count = 5, .classes = {}, .groups = {}}),
                HasSubstr("folds: 5 given, 2 to 4"));
    EXPECT_THAT(misuse(4, {.count = 1, .classes = {}, .groups = {}}), HasSubstr("folds: 1 given"));
    EXPECT_THAT(misuse(4, {.count = 3, .classes = {}, .groups = {1, 1, 2, 2}}),
                HasSubstr("2 to 2, the number of groups"));
}

}  // namespace
}  // namespace regimes
