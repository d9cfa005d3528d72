// SPDX-License-Identifier: BSD-3-Clause
// True and False as pandas and R write them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "regimes/data/csv.hpp"
#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class CsvTruths : public ::testing::Test {
protected:
    Table read(const std::string& text, const TableOptions& options = {}) const {
        return read_csv(InputFile(folder_.file("x.csv", text)), options);
    }
    std::string complaint(const std::string& text, const TableOptions& options = {}) const {
        return file_error([&] { read(text, options); });
    }

    ScratchFolder folder_;
};

TEST_F(CsvTruths, CountAsOneAndZeroAndAreSaid) {
    for (const char* text :
         {"age,smoker\n31,True\n40,False\n", "age,smoker\n31,TRUE\n40,FALSE\n",
          "age;smoker\n31;true\n40;false\n", "\"age\",\"smoker\"\n31,\"True\"\n40,\"False\"\n"}) {
        const Table table = read(text);
        EXPECT_EQ(table.view()(0, 1), 1.0) << text;
        EXPECT_EQ(table.view()(1, 1), 0.0) << text;
        EXPECT_THAT(table.notes(),
                    ElementsAre(HasSubstr("row 1 is the header"),
                                EndsWith("True and False count as 1 and 0 in column 2 (smoker)")));
    }
    const Table many = read("a,b,c,d,e,f,g\nTrue,True,True,True,True,True,True\n");
    EXPECT_THAT(many.notes().back(), EndsWith("column 5 (e) and 2 more"));
}

TEST_F(CsvTruths, MayBeginAFileWithoutAHeader) {
    const Table table = read("True,1.5,2\nFalse,2,3\n");
    EXPECT_EQ(table.rows(), 2);
    EXPECT_EQ(table.view()(0, 0), 1.0);
    EXPECT_THAT(table.notes(), ElementsAre(EndsWith("count as 1 and 0 in column 1")));
    EXPECT_EQ(read("True\nFalse\nFalse\n").rows(), 3);
    EXPECT_EQ(read("true\n1.5\n2\n").rows(), 2);  // a name
    EXPECT_THAT(read("True,False\n1,2\n").names(), ElementsAre("True", "False"));
    TableOptions labels;
    labels.words = "";
    EXPECT_THAT(read("True\nFalse\nFalse\n", labels).words(),
                ElementsAre("True", "False", "False"));
}

TEST_F(CsvTruths, StandBesideMissingCellsAndNothingElse) {
    const std::string text = "a,b\nTrue,1\nNA,2\nFalse,3\n";
    EXPECT_THAT(complaint(text), HasSubstr("row 3, column 1 (a): \"NA\" is not a finite number"));
    const Table table = read(text, {MissingCells::not_a_number});
    EXPECT_EQ(table.view()(0, 0), 1.0);
    EXPECT_TRUE(std::isnan(table.view()(1, 0)));
    for (const char* other : {"2", "maybe", "0.5"}) {
        EXPECT_THAT(complaint(std::string("a,b\n") + other + ",1\nTrue,2\n"),
                    ::testing::AnyOf(HasSubstr("row 3, column 1 (a): \"True\" is not a number "
                                               "(True and False count as 1 and 0 in a column"),
                                     HasSubstr("row 2, column 1 (a): \"maybe\" is not a number")));
    }
}

TEST_F(CsvTruths, NameNoRows) {
    const Table table = read("case,a\nTrue,1\nFalse,2\n");
    EXPECT_EQ(table.cols(), 2);
    EXPECT_THAT(table.names(), ElementsAre("case", "a"));
}

TEST_F(CsvTruths, OfATargetOfWordsTheAdviceIsItsOwn) {
    TableOptions options;
    options.target = "kind";
    options.target_advice = "; numbers expected";
    EXPECT_THAT(complaint("a,kind\n1,cat\n2,dog\n", options),
                EndsWith("row 2, column 2 (kind): \"cat\" is not a number; numbers expected"));
    EXPECT_THAT(complaint("a,name\n1,cat\n2,dog\n", options), HasSubstr("(id_column)"));
    options.target = "";
    EXPECT_THAT(complaint("kind\ncat\n", options), EndsWith("; numbers expected"));
}

TEST_F(CsvTruths, ADoubtfulNumberAboveTargetsIsSaid) {
    TableOptions options;
    options.rows = 3;
    EXPECT_THAT(read("0\n0.5\n1.5\n", options).notes(), Contains(HasSubstr("row 1 counts as")));
    EXPECT_TRUE(read("0\n1\n1\n", options).notes().empty());
    options.rows_are_doubtful = true;
    const Table table = read("0\n1\n1\n", options);
    EXPECT_EQ(table.rows(), 3);
    EXPECT_TRUE(table.has_doubtful_row());
    EXPECT_THAT(table.notes(), Contains(HasSubstr("row 1 counts as numbers, not as a header")));
    EXPECT_TRUE(read("1\n0\n1\n", options).notes().empty());  // no program numbers one column so
}

}  // namespace
}  // namespace regimes
