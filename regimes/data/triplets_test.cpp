// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/triplets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "regimes/data/npy.hpp"
#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Triplets : public ::testing::Test {
protected:
    LabelledMatrix read(const std::string& text) const {
        return read_triplets(folder_.file("t.csv", text));
    }
    std::string complaint(const std::string& text) const {
        return file_error([&] { read(text); });
    }

    ScratchFolder folder_;
};

void expect_example(const LabelledMatrix& labelled) {
    const PartialMatrix& matrix = labelled.matrix;
    EXPECT_EQ(matrix.rows, 2);
    EXPECT_EQ(matrix.cols, 3);
    EXPECT_THAT(matrix.observed, ElementsAre(ObservedEntry{0, 0, 1.0}, ObservedEntry{0, 2, 3.0},
                                             ObservedEntry{1, 1, 5.0}));
}

TEST_F(Triplets, FromZeroOrOne) {
    expect_example(read("row,col,value\n0,0,1\n0,2,3\n1,1,5\n"));
    expect_example(read("# u i r\n1 1 1\n1 3 3\n2 2 5\n"));
    write_npy(folder_ / "c.npy", Matrix{{0.0, 0.0, 1.0}, {0.0, 2.0, 3.0}, {1.0, 1.0, 5.0}});
    expect_example(read_triplets(folder_ / "c.npy"));
}

TEST_F(Triplets, NumbersMayHaveGapsAndAscend) {
    const auto labelled = read("900,7,1\n900,100,3\n18446744073709551616,20,5\n");
    expect_example({{2, 3, labelled.matrix.observed}});
    EXPECT_THAT(labelled.row_labels, ElementsAre("900", "18446744073709551616"));
    EXPECT_THAT(labelled.col_labels, ElementsAre("7", "20", "100"));
}

TEST_F(Triplets, WordsStandInTheOrderOfTheFile) {
    const auto labelled = read("who;what;stars\nzoe;\"Alien; 2\";1,5\nzoe;Up;3\nann;7;5\n");
    EXPECT_THAT(labelled.row_labels, ElementsAre("zoe", "ann"));
    EXPECT_THAT(labelled.col_labels, ElementsAre("Alien; 2", "Up", "7"));
    EXPECT_EQ(labelled.matrix.observed[0].value, 1.5);
    EXPECT_THAT(labelled.notes, ElementsAre(HasSubstr("row who, column what and value stars")));
}

// The first lines of ml-100k/u.data and ml-latest-small/ratings.csv.
TEST_F(Triplets, MovieLensAsShipped) {
    const std::string data =
        "196\t242\t3\t881250949\n186\t302\t3\t891717742\n22\t377\t1\t878887116\n"
        "196\t377\t2\t880606923\n";
    const auto file = std::make_shared<const InputFile>(folder_.file("u.data", data));
    EXPECT_THAT(reason_for_triplets(file), HasSubstr("no cell is empty"));
    const auto old = read_triplets(file);
    EXPECT_THAT(old.row_labels, ElementsAre("22", "186", "196"));
    EXPECT_THAT(old.col_labels, ElementsAre("242", "302", "377"));
    EXPECT_EQ(old.matrix.observed.front(), (ObservedEntry{2, 0, 3.0}));
    EXPECT_THAT(old.notes, ElementsAre(EndsWith("u.data: ignored: column 4")));
    const std::string ratings =
        "userId,movieId,rating,timestamp\n1,1,4.0,964982703\n1,3,4.0,964981247\n"
        "610,170875,3.0,1493846415\n";
    const auto named = std::make_shared<const InputFile>(folder_.file("ratings.csv", ratings));
    EXPECT_EQ(reason_for_triplets(named), "so its header says");
    const auto latest = read_triplets(named);
    EXPECT_THAT(latest.row_labels, ElementsAre("1", "610"));
    EXPECT_THAT(latest.col_labels, ElementsAre("1", "3", "170875"));
    EXPECT_THAT(latest.notes, ElementsAre(HasSubstr("row userId, column movieId and value rating"),
                                          EndsWith("ignored: column 4 (timestamp)")));
}

TEST_F(Triplets, ColumnsAreFoundByName) {
    const auto labelled = read(",timestamp,Rating,Item_ID,User ID\n0,5,1,a,u\n1,5,3,c,u\n");
    EXPECT_THAT(labelled.row_labels, ElementsAre("u"));
    EXPECT_THAT(labelled.col_labels, ElementsAre("a", "c"));
    EXPECT_EQ(labelled.matrix.observed[1], (ObservedEntry{0, 1, 3.0}));
    EXPECT_THAT(labelled.notes.back(), HasSubstr("column 2 (timestamp)"));
}

// As pandas writes a column of numbers once one of them was missing.
TEST_F(Triplets, NumbersWrittenAsDecimalsAreWhole) {
    const std::string text = "user,item,rating\n1.0,2.0,1\n1,3,3\n20.0,2,5\n";
    const auto labelled = read(text);
    EXPECT_THAT(labelled.row_labels, ElementsAre("1", "20"));
    EXPECT_THAT(labelled.col_labels, ElementsAre("2", "3"));
    EXPECT_EQ(labelled.matrix.observed.size(), 3U);
    EXPECT_THAT(labelled.notes.back(), HasSubstr("whole numbers, however written (1.0 is 1)"));
    const auto unnamed = std::make_shared<const InputFile>(
        folder_.file("u.csv", "a,b,c\n1.0,2.0,1\n1.0,3.0,3\n20.0,2.0,5\n"));
    EXPECT_THAT(reason_for_triplets(unnamed), HasSubstr("no cell is empty"));
    EXPECT_THAT(complaint("user,item,rating\n1.0,2,1\n1,2,3\n"),
                HasSubstr("3 given at (1, 2), but 1 before"));
}

TEST_F(Triplets, ValuesMayBeTrueAndFalse) {
    const std::string text = "user,item,score\nu,a,True\nu,b,False\nv,a,True\n";
    const auto labelled = read(text);
    EXPECT_EQ(labelled.matrix.observed[0].value, 1.0);
    EXPECT_EQ(labelled.matrix.observed[1].value, 0.0);
    EXPECT_THAT(labelled.notes.back(), EndsWith("True and False count as 1 and 0"));
    EXPECT_THAT(complaint("user,item,score\nu,a,True\nu,b,3\n"),
                EndsWith("row 3, column 3 (score): \"3\" is neither True nor False, as in the "
                         "first line"));
    EXPECT_THAT(complaint("user,item,score\nu,a,3\nu,b,True\n"), HasSubstr("\"True\" is not"));
}

TEST_F(Triplets, RepeatedOnesCountOnce) {
    const auto labelled = read("0,0,1\n0,2,3\n0,0,1\n1,1,5\n0,2,3\n");
    expect_example(labelled);
    EXPECT_THAT(labelled.notes, ElementsAre(EndsWith("with the same value are left out: 2")));
    EXPECT_THAT(complaint("r,c,v\n0,0,1\n0,2,3\n0,0,2\n"),
                EndsWith("t.csv: triplet 3 (row 4): 2 given at (0, 0), but 1 before (row 2)"));
}

TEST_F(Triplets, WhatIsWrongIsNamedWithItsPlace) {
    EXPECT_THAT(complaint("0,0,1\n-1,0,2\n"),
                EndsWith("triplet 2: row -1 given, a whole number of at least 0 expected"));
    EXPECT_THAT(complaint("0,0.5,2\n"), HasSubstr("column 0.5 given"));
    EXPECT_THAT(complaint("1e300,0,2\n"), HasSubstr("row 1e+300 given"));
    EXPECT_THAT(complaint("0,0,nan\n"), HasSubstr("row 1, column 3: \"nan\""));
    EXPECT_THAT(complaint("0,0,1\n,0,1\n"), EndsWith("row 2, column 1: no name of a row"));
    EXPECT_THAT(complaint("0,0,1\n0,1,five\n"), HasSubstr("row 2, column 3: \"five\" is not"));
    EXPECT_THAT(complaint("0,1\n"), EndsWith("2 columns; three expected: row, column, value"));
    EXPECT_THAT(complaint("0,1,2,3,4\n"), HasSubstr("5 columns; three expected"));
    EXPECT_THAT(complaint("0,1,2\n0,1\n"), EndsWith("row 2 has 2 cells, 3 expected"));
    EXPECT_THAT(complaint("0,1,2\n\n0,2,2\n"), EndsWith("row 2 is blank"));
    EXPECT_THAT(complaint("user,item,rating\n"), EndsWith("a header and no triplets"));
    write_npy(folder_ / "a.npy", Matrix{{0.0, 0.5, 1.0}});
    EXPECT_THAT(file_error([&] { read_triplets(folder_ / "a.npy"); }),
                EndsWith("triplet 1: column 0.5 given, a whole number of at least 0 expected"));
}

}  // namespace
}  // namespace regimes
