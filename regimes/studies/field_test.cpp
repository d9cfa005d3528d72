// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/field.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "regimes/studies/settings.hpp"
#include "regimes/studies/study.hpp"

namespace regimes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Texts = Settings::Texts;

const Fields& fields() {
    static const Fields list = {
        file_field("x", "samples").required(),
        number_list("depth", "D", "2", "of the network").at_least(2),
        scale_field("log10_alpha", "1:-1:3", 30, "of the start"),
        choice_field("method", {"exact", "flow"}, "how"),
        whole_field("max_steps", "K", "of the flow", 10).at_least(1).only_with("method", {"flow"}),
        number_field("momentum", "M", "of the ball").at_least(0).below(1),
        number_field("step_size", "S", "of a step").above(0).or_else("a stable one"),
        whole_list("hidden", "H", "100", "units").at_least(1),
        flag_field("biases", "layers have biases"),
        whole_field("threads", "K", "of all").at_least(0).never_counts(),
    };
    return list;
}

Settings settings(Texts texts) {
    texts.emplace("x", "x.csv");
    return {fields(), texts};
}

std::string refusal(Texts texts) {
    try {
        settings(std::move(texts));
    } catch (const FieldError& error) {
        return error.what();
    }
    return "";
}

TEST(Settings, DefaultsStandOnceInTheTable) {
    const Settings all = settings({});
    EXPECT_EQ(all.text("x"), "x.csv");
    EXPECT_THAT(all.numbers("depth"), ElementsAre(2.0));
    EXPECT_THAT(all.numbers("log10_alpha"), ElementsAre(1.0, 0.0, -1.0));
    EXPECT_EQ(all.text("method"), "exact");
    EXPECT_THAT(all.wholes("hidden"), ElementsAre(100));
    EXPECT_FALSE(all.flag("biases"));
    EXPECT_FALSE(all.has("step_size"));
    EXPECT_EQ(all.number_or("step_size", 0.5), 0.5);
    EXPECT_FALSE(all.given("depth"));
}

TEST(Settings, AScaleIsAlsoItsLogarithm) {
    EXPECT_THAT(settings({{"alpha", "0.1,10"}}).numbers("log10_alpha"), ElementsAre(-1.0, 1.0));
    EXPECT_THAT(refusal({{"alpha", "1"}, {"log10_alpha", "0"}}),
                StartsWith("alpha and log10_alpha: both given"));
    EXPECT_THAT(refusal({{"alpha", "0"}}), StartsWith("alpha: \"0\" given, a number above 0"));
    EXPECT_THAT(refusal({{"log10_alpha", "40"}}), HasSubstr("from 1e-30 to 1e30"));
    EXPECT_EQ(refusal({{"alpha", "0.1,0.1"}}), "alpha: 0.1 given twice");
}

TEST(Settings, RefusalsNameTheFieldAndWhatItMayBe) {
    EXPECT_EQ(refusal({{"depth", "1"}}), "depth: 1 given, at least 2 expected");
    EXPECT_EQ(refusal({{"depth", "2,2"}}), "depth: 2 given twice");
    EXPECT_EQ(refusal({{"momentum", "1"}}), "momentum: 1 given, at least 0 and below 1 expected");
    EXPECT_EQ(refusal({{"step_size", "0"}}), "step_size: 0 given, a number above 0 expected");
    EXPECT_EQ(refusal({{"threads", "4294967297"}}),
              "threads: 4294967297 given, at least 0 and at most 2147483647 expected");
    EXPECT_EQ(refusal({{"method", "flo"}}),
              "method: \"flo\" given, one of exact, flow expected; the nearest is flow");
    EXPECT_THAT(refusal({{"hidden", "30,x"}}), StartsWith("hidden: \"x\" given, a whole number"));
    EXPECT_THAT(refusal({{"max_steps", "5"}}), HasSubstr("only together with method flow"));
    EXPECT_EQ(refusal({{"max_steps", "5"}, {"method", "flow"}}), "");
    EXPECT_THROW(Settings(fields(), Texts{}), FieldError);
}

TEST(FieldError, EveryFaceSpellsFieldsInItsWay) {
    const FieldError error("{test_x} and {test_y}: {one} of {A} {}");
    EXPECT_STREQ(error.what(), "test_x and test_y: one of {A} {}");
    EXPECT_EQ(error.spelled([](const std::string& name) { return "--" + name; }),
              "--test_x and --test_y: --one of {A} {}");
}

TEST(Settings, KeysHoldWhatNumbersDependOn) {
    const Parameters key = settings({{"threads", "4"}, {"hidden", "30,20"}}).key();
    EXPECT_EQ(text(key, "hidden"), "30,20");
    EXPECT_FALSE(key.contains("threads"));
    EXPECT_FALSE(key.contains("x"));
    EXPECT_FALSE(key.contains("max_steps"));  // has no effect with method exact
    EXPECT_FALSE(key.contains("step_size"));
    EXPECT_TRUE(settings({{"method", "flow"}}).key().contains("max_steps"));
}

TEST(Settings, APointOfASweepMeansWhatIsTyped) {
    const Parameters point = {{"x", std::string("x.csv")},
                              {"depth", std::int64_t{3}},
                              {"alpha", 0.1},
                              {"hidden", std::string("30,20")}};
    const Settings swept(fields(), point);
    const Settings typed = settings({{"depth", "3"}, {"alpha", "0.1"}, {"hidden", "30,20"}});
    EXPECT_EQ(swept.key(), typed.key());
    EXPECT_EQ(swept.json(), typed.json());
    EXPECT_THROW(Settings(fields(), Parameters{{"dept", 3.0}}), FieldError);
}

TEST(Settings, ScalesComeBackAsTyped) {
    for (const double alpha : {0.3, 0.1, 1e-30, 123.456, 2.0, 0.015625, 7e22}) {
        EXPECT_EQ(scale_of_log10(std::log10(alpha)), alpha);
    }
    EXPECT_EQ(scale_of_log10(-400.0), 0.0);
    EXPECT_TRUE(std::isinf(scale_of_log10(400.0)));
}

/// What must hold of every table.
TEST(Studies, TablesAreWhole) {
    for (const Study* study : studies()) {
        std::set<std::string> names;
        for (const Field& field : study->fields()) {
            EXPECT_TRUE(names.insert(field.name).second) << study->name() << " " << field.name;
            EXPECT_FALSE(field.meaning.empty()) << field.name;
            EXPECT_TRUE(field.is_flag() || field.is_argument || !field.placeholder.empty())
                << field.name;
            if (!field.needs.empty()) {
                EXPECT_NO_THROW(find_field(study->fields(), field.needs)) << field.name;
            }
            if (field.is_list && field.has_default()) {
                EXPECT_NO_THROW(parse_field(field, field.list_default, field.defaults_to_scale))
                    << field.name;
            } else if (field.has_default()) {
                EXPECT_NO_THROW(checked(field, field.default_value)) << field.name;
            }
        }
        EXPECT_THAT(study->example(), StartsWith("regimes " + study->name()));
        EXPECT_EQ(&find_study(study->name()), study);
    }
    EXPECT_THROW(find_study("fitt"), FieldError);
}

}  // namespace
}  // namespace regimes
