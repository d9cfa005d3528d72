// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/training_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "regimes/data/file_error.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TrainingState example() {
    TrainingState state;
    state.key = "a \"key\"";
    state.steps = 41;
    state.next_record = 50;
    state.epoch_loss = 0.1 + 0.2;
    state.largest_loss = std::numeric_limits<double>::infinity();
    state.last_loss = 1e-300;
    state.last_wrong = 3;
    state.ended = Status::diverged;
    state.seconds = 2.5;
    state.curve = {{1, 0.5, 2, {}}, {2, 0.25, 1, {std::nan(""), -0.0}}};
    return state;
}

TEST(TrainingState, KeepsEveryBitInWords) {
    const TrainingState state = example();
    const TrainingState read = parse_training_state(training_state_text(state), "file");
    EXPECT_EQ(read.key, state.key);
    EXPECT_EQ(read.steps, 41);
    EXPECT_EQ(read.next_record, 50);
    EXPECT_EQ(read.epoch_loss, state.epoch_loss);
    EXPECT_EQ(read.largest_loss, state.largest_loss);
    EXPECT_EQ(read.last_loss, 1e-300);
    EXPECT_EQ(read.last_wrong, 3);
    EXPECT_EQ(read.ended, Status::diverged);
    EXPECT_EQ(read.seconds, 2.5);
    ASSERT_EQ(read.curve.size(), 2U);
    EXPECT_EQ(read.curve[0].loss, 0.5);
    ASSERT_EQ(read.curve[1].measured.size(), 2U);
    EXPECT_TRUE(std::isnan(read.curve[1].measured[0]));
    EXPECT_TRUE(std::signbit(read.curve[1].measured[1]));
}

TEST(TrainingState, ThatHasNotEndedSaysSo) {
    TrainingState state = example();
    state.ended.reset();
    EXPECT_FALSE(parse_training_state(training_state_text(state), "file").ended.has_value());
}

TEST(TrainingState, RefusesNumbersThatDoNotFit) {
    const std::string text = training_state_text(example());
    const auto with = [&](const std::string& name, const std::string& value) {
        const std::size_t start = text.find("\"" + name + "\":") + name.size() + 3;
        return text.substr(0, start) + value + text.substr(text.find_first_of(",}", start));
    };
    EXPECT_EQ(parse_training_state(with("steps", "40"), "some.pt").steps, 40);
    for (const char* name : {"steps", "next_record", "last_wrong", "ended", "last_loss"}) {
        for (const char* value : {"1e300", "-1", "0.5", "1e400", "18446744073709551616", "true"}) {
            EXPECT_THAT([&] { parse_training_state(with(name, value), "some.pt"); },
                        ThrowsMessage<FileError>(HasSubstr("some.pt: not a checkpoint")))
                << name << " " << value;
        }
    }
    EXPECT_THAT(
        [&] { parse_training_state(with("steps", "9223372036854775808"), "some.pt"); },
        ThrowsMessage<FileError>(HasSubstr("a whole number from 0 to 9223372036854775807")));
    EXPECT_THAT([&] { parse_training_state(with("ended", "99"), "some.pt"); },
                ThrowsMessage<FileError>(HasSubstr("99 given, a whole number from 0 to ")));
}

TEST(TrainingState, RefusesOtherWords) {
    const std::string deep = std::string(300000, '[') + std::string(300000, ']');
    for (const std::string& text :
         {std::string(), std::string("[]"), std::string("{}"), std::string(R"({"key": 1})"),
          "{\"key\":" + deep + ",\"steps\":1}", "{\"key\":\"\",\"steps\":" + deep + "}"}) {
        EXPECT_THAT([&] { parse_training_state(text, "some.pt"); },
                    ThrowsMessage<FileError>(HasSubstr("some.pt: not a checkpoint of training")));
    }
}

}  // namespace
}  // namespace regimes
