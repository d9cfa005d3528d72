// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/csv_cell.hpp"

#include <gtest/gtest.h>

namespace regimes {
namespace {

TEST(CsvCell, IsQuotedWhereItMustBe) {
    EXPECT_EQ(csv_cell("bmi"), "bmi");
    EXPECT_EQ(csv_cell(""), "");
    EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_cell("say \"no\""), "\"say \"\"no\"\"\"");
    EXPECT_EQ(csv_cell("two\r\nlines"), "\"two\r\nlines\"");
    EXPECT_EQ(csv_cell("old\rMac"), "\"old\rMac\"");
}

}  // namespace
}  // namespace regimes
