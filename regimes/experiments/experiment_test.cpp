// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const Experiment& any() { return find_experiment("regularizers"); }

auto refuses(const std::string& what) {
    return ThrowsMessage<std::invalid_argument>(HasSubstr(what));
}

TEST(Scale, NamesGoBothWays) {
    for (const Scale scale : {Scale::smoke, Scale::quick, Scale::paper}) {
        EXPECT_EQ(scale_of(name(scale)), scale);
    }
    EXPECT_THAT([] { scale_of("huge"); }, refuses("\"huge\" given, one of smoke, quick, paper"));
}

TEST(Complete, FillsInDefaultsAndKeepsWhatIsGiven) {
    const Parameters all = with_defaults(any().parameters(), {{"function", std::string("r")}});
    EXPECT_EQ(text(all, "function"), "r");
    EXPECT_EQ(number(all, "reach"), 25.0);
}

TEST(Complete, TakesAWholeNumberForARealParameter) {
    EXPECT_EQ(with_defaults(any().parameters(), {{"reach", std::int64_t{9}}}),
              with_defaults(any().parameters(), {{"reach", 9.0}}));
}

TEST(Complete, RefusesWhatDoesNotFit) {
    const auto completing = [](const std::string& name, const ParameterValue& value) {
        return [=] { with_defaults(any().parameters(), {{name, value}}); };
    };
    EXPECT_THAT(completing("poins", std::int64_t{5}), refuses("nearest is points"));
    EXPECT_THAT(completing("points", 5.5), refuses("points: 5.5 given, a whole number expected"));
    EXPECT_THAT(completing("points", true), refuses("a whole number"));
    EXPECT_THAT(completing("points", std::int64_t{2}), refuses("points: 2 given, at least 3"));
    EXPECT_THAT(completing("points", std::int64_t{1} << 40), refuses("at most 100001"));
    EXPECT_THAT(completing("reach", std::numeric_limits<double>::infinity()), refuses("finite"));
    EXPECT_THAT(completing("function", std::string("s")), refuses("one of q, r"));
}

TEST(ReproductionTasks, SettingsHoldAtEveryPointAndMakeEqualOnesOne) {
    const Reproduction plain{.scale = Scale::smoke};
    Reproduction set = plain;
    set.settings = {{"reach", std::int64_t{9}}, {"function", std::string("q")}};
    const auto tasks = reproduction_tasks(any(), set);
    EXPECT_EQ(reproduction_tasks(any(), plain), any().tasks(plain));
    ASSERT_EQ(tasks.size(), 1U);  // q and r differed by that alone
    EXPECT_EQ(number(tasks[0], "reach"), 9.0);
    set.settings = {{"reech", 9.0}};
    EXPECT_THAT([&] { reproduction_tasks(any(), set); }, refuses("nearest is reach"));
}

}  // namespace
}  // namespace regimes
