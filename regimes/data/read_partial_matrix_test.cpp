// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/read_partial_matrix.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "regimes/data/npy.hpp"
#include "regimes/data/read_table.hpp"
#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr double nan_ = std::numeric_limits<double>::quiet_NaN();

class ReadPartialMatrix : public ::testing::Test {
protected:
    std::string complaint(const std::string& text) const {
        return file_error([&] { read_partial_matrix(folder_.file("m.csv", text)); });
    }
    ScratchFolder folder_;
};

void expect_example(const PartialMatrix& matrix) {
    EXPECT_EQ(matrix.rows, 2);
    EXPECT_EQ(matrix.cols, 3);
    EXPECT_THAT(matrix.observed, ElementsAre(ObservedEntry{0, 0, 1.0}, ObservedEntry{0, 2, 3.0},
                                             ObservedEntry{1, 1, 5.0}));
}

TEST_F(ReadPartialMatrix, EmptyCellsAndNanAreUnknown) {
    expect_example(read_partial_matrix(folder_.file("a.csv", "1,,3\n,5,\n")));
    expect_example(read_partial_matrix(folder_.file("b.csv", "a,b,c\n1,nan,3\nNaN, 5 ,\"\"\n")));
    expect_example(read_partial_matrix(folder_.file("c.txt", "1 nan 3\nnan 5 -nan\n")));
    expect_example(read_partial_matrix(folder_.file("d.csv", "1;;3\r\n;5;\r\n")));
}

TEST_F(ReadPartialMatrix, FirstRowMayBeUnknownThroughout) {
    const PartialMatrix matrix = read_partial_matrix(folder_.file("a.csv", ",\nnan,nan\n3,4\n"));
    EXPECT_EQ(matrix.rows, 3);
    EXPECT_THAT(matrix.observed, ElementsAre(ObservedEntry{2, 0, 3.0}, ObservedEntry{2, 1, 4.0}));
}

TEST_F(ReadPartialMatrix, NpyInBothOrders) {
    const Matrix matrix{{1.0, nan_, 3.0}, {nan_, 5.0, nan_}};
    write_npy(folder_ / "a.npy", matrix);
    expect_example(read_partial_matrix(folder_ / "a.npy"));
    write_npy(folder_ / "b.npy", Matrix(matrix.transpose()));
    std::string fortran = read_bytes(folder_ / "b.npy");
    fortran.replace(fortran.find("False, 'shape': (3, 2)"), 22, "True,  'shape': (2, 3)");
    expect_example(read_partial_matrix(folder_.file("c.npy", fortran)));
}

TEST_F(ReadPartialMatrix, FullyKnownIsFine) {
    EXPECT_EQ(read_partial_matrix(folder_.file("a.csv", "1,2\n3,4\n")).observed.size(), 4U);
}

TEST_F(ReadPartialMatrix, NamesThePlaceOfWhatIsWrong) {
    EXPECT_THAT(complaint("1,\n2,inf\n"), EndsWith("row 2, column 2: \"inf\" is not a finite "
                                                   "number"));
    EXPECT_THAT(complaint("1,\n2,x\n"), EndsWith("row 2, column 2: \"x\" is not a number"));
    EXPECT_THAT(complaint("1,\n2,3,4\n"), EndsWith("row 2 has 3 cells, 2 expected"));
    EXPECT_THAT(complaint("1,\n2,1e999\n"), HasSubstr("outside the range"));
    EXPECT_THAT(complaint(",\n,nan\n"), EndsWith("no entry of the matrix is known"));
    write_npy(folder_ / "a.npy",
              Matrix{{1.0, nan_}, {-std::numeric_limits<double>::infinity(), 0.0}});
    EXPECT_THAT(file_error([&] { read_partial_matrix(folder_ / "a.npy"); }),
                EndsWith("row 2, column 1: -inf is not a finite number"));
    EXPECT_THAT(file_error([&] { read_partial_matrix(folder_.file("b.npy", "1,2\n")); }),
                HasSubstr("not an NPY file"));
    EXPECT_THAT(file_error([&] { read_partial_matrix(folder_ / "none.csv"); }),
                HasSubstr("No such file"));
}

TEST_F(ReadPartialMatrix, TablesKeepRefusingUnknownEntries) {
    EXPECT_THAT(file_error([&] { read_table(folder_.file("a.csv", "1,\n2,3\n")); }),
                EndsWith(std::string("row 1, column 2: the cell is empty, a number expected") +
                         missing_way_out));
    EXPECT_THAT(
        file_error([&] { read_table(folder_.file("a.csv", "1,nan\n2,3\n")); }),
        EndsWith(std::string("row 1, column 2: \"nan\" is not a finite number") + missing_way_out));
}

/// What a file is taken for, in the words of the notes.
std::string layout_of(const LabelledMatrix& labelled) {
    for (const std::string& note : labelled.notes) {
        if (note.find("taken for") != note.npos) return note;
    }
    return "";
}

TEST_F(ReadPartialMatrix, LayoutsAreRecognisedOrForced) {
    const auto read = [&](const char* text, MatrixLayout layout = MatrixLayout::recognised) {
        return read_labelled_matrix(folder_.file("m.csv", text), layout);
    };
    // a header says so, also where a matrix could have it
    const char* const ratings = "user,item,rating\n0,0,1\n0,2,3\n1,1,5\n";
    EXPECT_THAT(layout_of(read(ratings)), HasSubstr("triplets of row, column and value (so its"));
    expect_example(read(ratings).matrix);
    EXPECT_EQ(read(ratings, MatrixLayout::matrix).matrix.observed.size(), 9U);
    // without one: names that come again, in pairs that do not, and nothing missing
    EXPECT_THAT(layout_of(read("0,0,1\n0,2,3\n1,1,5\n")), HasSubstr("triplets"));
    EXPECT_THAT(layout_of(read("ann,alien,1\nann,brazil,3\nbob,casablanca,5\n")),
                HasSubstr("triplets"));
    EXPECT_EQ(layout_of(read("1,2,3\n4,5,6\n7,8,9\n")), "");  // every name once
    EXPECT_EQ(layout_of(read("1,2,3\n1,2,6\n7,8,9\n")), "");  // a pair twice
    EXPECT_EQ(layout_of(read("1,0.5,3\n1,2,6\n7,8,9\n")), "");
    EXPECT_EQ(layout_of(read("1,,3\n4,5,\n")), "");
    EXPECT_EQ(layout_of(read("1,2,3,4,5\n1,3,,4,5\n")), "");
    // what may be either is a matrix, and that is said
    EXPECT_THAT(layout_of(read("1,2,\n1,3,4\n")), HasSubstr("a matrix of three columns, not"));
    EXPECT_THAT(file_error([&] { read("1,2,\n1,3,4\n", MatrixLayout::triplets); }),
                HasSubstr("row 1, column 3: the cell is empty"));
    EXPECT_THAT(layout_of(read("5,2,3\n4,8,6\n", MatrixLayout::triplets)), EndsWith("value"));
    write_npy(folder_ / "a.npy", Matrix{{0, 0, 1}, {0, 2, 3}, {1, 1, 5}});
    expect_example(read_labelled_matrix(folder_ / "a.npy", MatrixLayout::recognised).matrix);
    write_npy(folder_ / "b.npy", Matrix{{0, 0, 1}, {0, 2, nan_}, {1, 1, 5}});
    EXPECT_EQ(read_labelled_matrix(folder_ / "b.npy", MatrixLayout::recognised).matrix.cols, 3);
}

TEST_F(ReadPartialMatrix, RowsAndColumnsKeepTheirNames) {
    const auto labelled =
        read_labelled_matrix(folder_.file("m.csv", "id,alien,\"big, blue\"\nann,1,\nbob,,2\n"),
                             MatrixLayout::recognised);
    EXPECT_THAT(labelled.row_labels, ElementsAre("ann", "bob"));
    EXPECT_THAT(labelled.col_labels, ElementsAre("alien", "big, blue"));
    const auto plain =
        read_labelled_matrix(folder_.file("n.csv", "1,\n,2\n"), MatrixLayout::recognised);
    EXPECT_TRUE(plain.row_labels.empty() && plain.col_labels.empty());
}

TEST_F(ReadPartialMatrix, AListThatIsNotRecognisedIsHinted) {
    const auto complaint_of = [this](const std::string& text) {
        return file_error(
            [&] { read_labelled_matrix(folder_.file("l.csv", text), MatrixLayout::recognised); });
    };
    EXPECT_THAT(complaint_of("person,film,grade\nann,up,5\nann,up,5\n"),
                EndsWith("; lines of row, column and value are read with layout triplets"));
    EXPECT_THAT(complaint_of("person,film,grade,when,where\nann,up,5,2020,here\n"),
                HasSubstr("read if the header names these three, such as user, item, rating"));
    EXPECT_THAT(complaint_of(",a,b\nx,1,2\ny,3,foo\n"), EndsWith("\"foo\" is not a number"));
}

TEST_F(ReadPartialMatrix, OfSciPyWhatIsStoredIsKnown) {
    const std::filesystem::path seeds =
        std::filesystem::path(REGIMES_SOURCE_DIR) / "tests/fuzz/seeds/sparse";
    const LabelledMatrix labelled =
        read_labelled_matrix(seeds / "csr.npz", MatrixLayout::recognised);
    EXPECT_THAT(labelled.row_labels, ElementsAre("1", "3"));
    EXPECT_THAT(labelled.col_labels, ElementsAre("1", "2", "4", "5"));
    EXPECT_EQ(labelled.matrix.observed.size(), 5U);
    EXPECT_THAT(labelled.notes,
                ElementsAre(HasSubstr("3 x 5: the 5 entries stored are known, zeros too"),
                            EndsWith("left out: 1 rows, 1 columns")));
    EXPECT_EQ(read_labelled_matrix(seeds / "booleans.npz", MatrixLayout::matrix).matrix.observed,
              (std::vector{ObservedEntry{0, 0, 1.0}, ObservedEntry{1, 0, 0.0},
                           ObservedEntry{1, 1, 1.0}}));
    EXPECT_THAT(
        file_error([&] { read_labelled_matrix(seeds / "zeros.npz", MatrixLayout::recognised); }),
        EndsWith("no entry of the matrix is known"));
}

}  // namespace
}  // namespace regimes
