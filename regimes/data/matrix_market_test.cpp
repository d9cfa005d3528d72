// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/matrix_market.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "regimes/data/read_partial_matrix.hpp"
#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class MatrixMarket : public ::testing::Test {
protected:
    LabelledMatrix read(const std::string& text) const {
        return read_labelled_matrix(folder_.file("m.mtx", text), MatrixLayout::recognised);
    }
    /// ... of a file with this line of entries.
    std::string complaint(const std::string& entry,
                          const std::string& kind = "coordinate real general") const {
        return file_error(
            [&] { read("%%MatrixMarket matrix " + kind + "\n3 3 2\n1 1 5\n" + entry); });
    }

    ScratchFolder folder_;
};

// As SciPy's mmwrite has it: comments, scientific notation, any order.
TEST_F(MatrixMarket, GeneralMatricesOfNumbers) {
    const auto labelled = read(
        "%%MatrixMarket matrix coordinate real general\n%\n% a comment\n2 3 3\n"
        "2 2 5.0000000000000000e+00\n1 3 -3\n1 1 0\n");
    EXPECT_EQ(labelled.matrix.rows, 2);
    EXPECT_EQ(labelled.matrix.cols, 3);
    EXPECT_THAT(
        labelled.matrix.observed,
        ElementsAre(ObservedEntry{1, 1, 5.0}, ObservedEntry{0, 2, -3.0}, ObservedEntry{0, 0, 0.0}));
    EXPECT_THAT(labelled.row_labels, ElementsAre("1", "2"));
    EXPECT_THAT(labelled.notes, ElementsAre(HasSubstr("MatrixMarket file of 2 x 3")));
}

TEST_F(MatrixMarket, SymmetricOnesAreKnownOnBothSides) {
    const auto labelled =
        read("%%MatrixMarket MATRIX Coordinate integer symmetric\r\n5 5 2\r\n1 1 4\r\n3 1 7\r\n");
    EXPECT_THAT(
        labelled.matrix.observed,
        ElementsAre(ObservedEntry{0, 0, 4.0}, ObservedEntry{1, 0, 7.0}, ObservedEntry{0, 1, 7.0}));
    EXPECT_THAT(labelled.row_labels, ElementsAre("1", "3"));
    EXPECT_THAT(labelled.notes, ElementsAre(HasSubstr("5 x 5"),
                                            EndsWith("rows without an entry "
                                                     "left out: 3"),
                                            EndsWith("columns without an entry left out: 3")));
}

TEST_F(MatrixMarket, OtherKindsAreRefusedByName) {
    EXPECT_THAT(complaint("1 2 3\n", "coordinate pattern general"),
                EndsWith("row 1: values \"pattern\" given, which has no values; real or double or "
                         "integer expected"));
    EXPECT_THAT(complaint("1 2 3\n", "array real general"), HasSubstr("format \"array\" given"));
    EXPECT_THAT(complaint("1 2 3\n", "coordinate complex general"), HasSubstr("\"complex\""));
    EXPECT_THAT(complaint("1 2 3\n", "coordinate real skew-symmetric"),
                HasSubstr("symmetry \"skew-symmetric\" given; general or symmetric expected"));
    EXPECT_THAT(complaint("1 2 3\n", "coordinate real"), HasSubstr("or the like expected"));
    EXPECT_THAT(file_error([&] { read("1 2 3\n"); }), HasSubstr("not a MatrixMarket file"));
    EXPECT_EQ(read("\xef\xbb\xbf%%MatrixMarket matrix coordinate real general\n1 1 1\n1 1 5\n")
                  .matrix.observed.size(),
              1U);
}

TEST_F(MatrixMarket, WhatIsWrongIsNamedWithItsPlace) {
    EXPECT_THAT(complaint("4 1 3\n"), EndsWith("row 4: \"4\" given, a whole number from 1 to 3 "
                                               "expected"));
    EXPECT_THAT(complaint("0 1 3\n"), HasSubstr("\"0\" given"));
    EXPECT_THAT(complaint("2 1 x\n"), EndsWith("row 4: \"x\" is not a finite number"));
    EXPECT_THAT(complaint("2 1\n"), EndsWith("row 4: row, column and value expected"));
    EXPECT_THAT(complaint(""), EndsWith("2 entries announced, 1 given"));
    EXPECT_THAT(complaint("2 1 3\n2 2 3\n"), HasSubstr("more entries than the 2 announced"));
    EXPECT_THAT(complaint("1 1 3\n"), EndsWith("triplet 2 (row 4): 3 given at (1, 1), but 5 before "
                                               "(row 3)"));
}

}  // namespace
}  // namespace regimes
