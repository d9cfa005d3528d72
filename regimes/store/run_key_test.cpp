// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/store/run_key.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <stdexcept>

namespace regimes {
namespace {

// Made with GNU coreutils:
// printf 'depth\n3\n{"alpha":0.1,"seed":5}\n' | sha256sum
TEST(RunKey, IsTheDigestThatAnyToolComputes) {
    EXPECT_EQ(run_key("depth", 3, {{"seed", std::int64_t{5}}, {"alpha", 0.1}}),
              "59fcdc4674f91eef6fc9389e261678418661792ce1a6b320a1e213b470528e23");
}

TEST(RunKey, TellsApartWhateverMayChangeANumber) {
    const std::set<std::string> keys = {
        run_key("depth", 1, {}),
        run_key("depth", 2, {}),
        run_key("width", 1, {}),
        run_key("depth", 1, {{"a", 1.0}}),
        run_key("depth", 1, {{"a", std::int64_t{1}}}),
        run_key("depth", 1, {{"a", true}}),
        run_key("depth", 1, {{"a", std::string("1.0")}}),
        run_key("depth", 1, {{"a", std::nextafter(1.0, 2.0)}}),
        run_key("depth", 1, {{"b", 1.0}}),
    };
    EXPECT_EQ(keys.size(), 9U);
}

TEST(RunKey, RefusesWhatCouldPassForAnother) {
    EXPECT_THROW(run_key("depth\n1", 1, {}), std::invalid_argument);
}

}  // namespace
}  // namespace regimes
