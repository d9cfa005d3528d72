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
    std::string triplet_complaint(const std::string& text, IndexBase base = IndexBase::zero) const {
        return file_error([&] { read_triplets(folder_.file("t.csv", text), base); });
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

TEST_F(ReadPartialMatrix, TripletsFromZeroOrOne) {
    expect_example(read_triplets(folder_.file("a.csv", "row,col,value\n0,0,1\n0,2,3\n1,1,5\n")));
    expect_example(
        read_triplets(folder_.file("b.txt", "# u i r\n1 1 1\n1 3 3\n2 2 5\n"), IndexBase::one));
    write_npy(folder_ / "c.npy", Matrix{{0.0, 0.0, 1.0}, {0.0, 2.0, 3.0}, {1.0, 1.0, 5.0}});
    expect_example(read_triplets(folder_ / "c.npy"));
}

TEST_F(ReadPartialMatrix, RepeatedTripletsCountOnce) {
    expect_example(read_triplets(folder_.file("a.csv", "0,0,1\n0,2,3\n0,0,1\n1,1,5\n0,2,3\n")));
    EXPECT_THAT(triplet_complaint("r,c,v\n0,0,1\n0,2,3\n0,0,2\n"),
                EndsWith("t.csv: triplet 3: 2 given at (0, 0), but 1 before"));
}

TEST_F(ReadPartialMatrix, TripletsNeedWholeIndices) {
    EXPECT_THAT(triplet_complaint("0,0,1\n-1,0,2\n"),
                EndsWith("triplet 2: row -1 given, a whole number of at least 0 expected"));
    EXPECT_THAT(triplet_complaint("1,0,2\n", IndexBase::one),
                EndsWith("triplet 1: column 0 given, a whole number of at least 1 expected"));
    EXPECT_THAT(triplet_complaint("0,0.5,2\n"), HasSubstr("column 0.5 given"));
    EXPECT_THAT(triplet_complaint("1e300,0,2\n"), HasSubstr("row 1e+300 given"));
    EXPECT_THAT(triplet_complaint("0,0,nan\n"), HasSubstr("row 1, column 3: \"nan\""));
    EXPECT_THAT(triplet_complaint("0,1\n"),
                EndsWith("2 columns; three expected: row, column, value"));
}

}  // namespace
}  // namespace regimes
