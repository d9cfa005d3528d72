// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/store/parameters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::Throws;
using ::testing::ThrowsMessage;

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

TEST(Parameters, HaveOneTextWithSortedNamesAndShortestDigits) {
    const Parameters parameters = {
        {"width", std::int64_t{5}},      {"alpha", 0.1}, {"scale", 5.0},
        {"name", std::string("a\"b\n")}, {"flag", true}, {"tiny", 5e-324}};
    EXPECT_EQ(canonical_text(parameters),
              R"({"alpha":0.1,"flag":true,"name":"a\"b\n","scale":5.0,"tiny":5e-324,"width":5})");
    EXPECT_EQ(canonical_text({}), "{}");
    EXPECT_EQ(canonical_text({{"x", -0.0}}), canonical_text({{"x", 0.0}}));
}

TEST(Parameters, ComeBackFromTheirText) {
    const Parameters parameters = {
        {"a", 1e300}, {"b", 1e22},    {"c", -1.0},   {"d", std::numeric_limits<double>::min()},
        {"e", least}, {"f", largest}, {"g", false},  {"h", std::string("\xc3\xa9 \x01 \\")},
        {"i", 5.0},   {"", 0.0},      {"j", 1e-5},   {"k", 123456789012345680.0},
        {"l", 0.1},   {"m", 1.0 / 3}, {"n", 4e-320}, {"o", std::string()}};
    EXPECT_EQ(parse_parameters(canonical_text(parameters)), parameters);
}

TEST(Parameters, GiveEveryDoubleBackBitByBit) {
    std::mt19937_64 bits(1);
    for (int i = 0; i < 20000; ++i) {
        const auto value = std::bit_cast<double>(bits());
        if (!std::isfinite(value)) continue;
        const Parameters back = parse_parameters(canonical_text({{"x", value}}));
        ASSERT_EQ(back.at("x"), ParameterValue(value));
    }
}

TEST(Parameters, RefuseWhatIsNotFinite) {
    for (const double value : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
        EXPECT_THAT(
            [&] {
                canonical_text({{"alpha", value}});
            },
            ThrowsMessage<std::invalid_argument>(HasSubstr("alpha: ")));
    }
    EXPECT_THAT(
        [] {
            canonical_text({{"name", std::string("\xff")}});
        },
        ThrowsMessage<std::invalid_argument>(HasSubstr("name: ")));
}

TEST(Parameters, RefuseForeignText) {
    for (const char* text : {"", "[1]", "{\"a\":}", "{\"a\":null}", "{\"a\":[1]}", "{\"a\":1} x",
                             "{\"a\":18446744073709551615}", "{\"a\":1e999}"}) {
        EXPECT_THAT([&] { parse_parameters(text); }, Throws<std::invalid_argument>()) << text;
    }
}

TEST(Parameters, AreReadByKind) {
    const Parameters parameters = {{"alpha", 0.5},
                                   {"width", std::int64_t{7}},
                                   {"flag", true},
                                   {"name", std::string("implicit")}};
    EXPECT_EQ(number(parameters, "alpha"), 0.5);
    EXPECT_EQ(number(parameters, "width"), 7.0);
    EXPECT_EQ(whole_number(parameters, "width"), 7);
    EXPECT_EQ(text(parameters, "name"), "implicit");
    EXPECT_THAT([&] { number(parameters, "beta"); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("beta: ")));
    EXPECT_THAT([&] { number(parameters, "name"); },
                ThrowsMessage<std::invalid_argument>("name: implicit given, a number expected"));
    EXPECT_THAT([&] { whole_number(parameters, "alpha"); },
                ThrowsMessage<std::invalid_argument>("alpha: 0.5 given, a whole number expected"));
    EXPECT_THAT([&] { text(parameters, "flag"); },
                ThrowsMessage<std::invalid_argument>("flag: true given, text expected"));
}

TEST(Parameters, AreShownShort) {
    EXPECT_EQ(to_text(0.001), "0.001");
    EXPECT_EQ(to_text(std::int64_t{5}), "5");
    EXPECT_EQ(to_text(true), "true");
    EXPECT_EQ(to_text(std::string("implicit")), "implicit");
}

}  // namespace
}  // namespace regimes
