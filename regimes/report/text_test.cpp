// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/text.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace regimes {
namespace {

TEST(Text, IsBrokenBetweenWords) {
    EXPECT_EQ(wrapped("one two three", 8), "one two\nthree");
    EXPECT_EQ(wrapped("one two three", 8, 4), "one two\n    three");
    EXPECT_EQ(wrapped("  one two three", 9), "  one two\n  three");
    EXPECT_EQ(wrapped("a\nb c", 80), "a\nb c");
    EXPECT_EQ(wrapped("unbreakable word", 4), "unbreakable\nword");
    EXPECT_EQ(wrapped("", 10), "");
}

TEST(Text, TablesAreAlignedAndFolded) {
    EXPECT_EQ(text_table({{"x", "value", "status"}, {"10", "1", "done"}}),
              " x  value  status\n10      1  done\n");
    std::vector<std::vector<std::string>> table(2);
    for (int k = 0; k < 12; ++k) {
        table[0].push_back("column " + std::to_string(k));
        table[1].push_back(std::to_string(k));
    }
    std::istringstream text(text_table(table));
    int blocks = 0;
    for (std::string line; std::getline(text, line);) {
        EXPECT_LE(line.size(), text_columns);
        if (line.starts_with("column 0")) ++blocks;
    }
    EXPECT_EQ(blocks, 2);
    EXPECT_EQ(text_table({}), "");
}

}  // namespace
}  // namespace regimes
