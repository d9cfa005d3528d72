// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/utf8.hpp"

#include <gtest/gtest.h>

namespace regimes {
namespace {

TEST(Utf8, StaysAsItIs) {
    for (const std::string text :
         {"", "plain", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
          "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "r\xC3\xA9gime"}) {
        EXPECT_EQ(valid_utf8(text), text);
    }
    EXPECT_EQ(valid_utf8(std::string("a\0b", 3)), std::string("a\0b", 3));
}

TEST(Utf8, ReplacesEachByteThatIsNone) {
    const std::string bad = "\xEF\xBF\xBD";
    EXPECT_EQ(valid_utf8("x\xFF.npy"), "x" + bad + ".npy");
    EXPECT_EQ(valid_utf8("caf\xE9"), "caf" + bad);                     // Latin-1
    EXPECT_EQ(valid_utf8("\xC0\xAF"), bad + bad);                      // longer than needed
    EXPECT_EQ(valid_utf8("\xE0\x9F\xBF"), bad + bad + bad);            // longer than needed
    EXPECT_EQ(valid_utf8("\xED\xA0\x80"), bad + bad + bad);            // half of a pair
    EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80"), bad + bad + bad + bad);  // above U+10FFFF
    EXPECT_EQ(valid_utf8("\xF0\x8F\xBF\xBF"), bad + bad + bad + bad);
    EXPECT_EQ(valid_utf8("\xE2\x82"), bad + bad);  // cut short
    EXPECT_EQ(valid_utf8("\x80 a"), bad + " a");
}

}  // namespace
}  // namespace regimes
