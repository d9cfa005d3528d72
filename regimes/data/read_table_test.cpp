// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/read_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "regimes/data/npy.hpp"
#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr double infinity = std::numeric_limits<double>::infinity();

class ReadTable : public ::testing::Test {
protected:
    std::filesystem::path npy(const Matrix& matrix, const std::string& name = "a.npy") const {
        write_npy(folder_ / name, matrix);
        return folder_ / name;
    }
    static std::string complaint(const std::filesystem::path& path) {
        return file_error([&] { read_table(path); });
    }
    static std::string vector_complaint(const std::filesystem::path& path) {
        return file_error([&] { read_vector(path); });
    }

    ScratchFolder folder_;
};

TEST_F(ReadTable, TellsTheFormatsApartByTheirBytes) {
    const Matrix matrix{{1.0, 2.0}, {3.0, 4.0}};
    EXPECT_EQ(read_table(npy(matrix, "a.csv")).view()(1, 0), 3.0);
    EXPECT_EQ(read_table(folder_.file("b.txt", "1,2\n3,4\n")).view()(1, 0), 3.0);
    EXPECT_THAT(complaint(folder_.file("c.npy", "1,2\n3,4\n")), HasSubstr("not an NPY file"));
    EXPECT_THAT(complaint(folder_.file("d", "PK\3\4" + std::string(20, '\0'))),
                HasSubstr("an NPZ file is read from a path that ends in .npz"));
    EXPECT_THAT(complaint(folder_.file("d", "PK\3\4" + std::string(20, '\0'))),
                HasSubstr("neither an NPY file nor plain text"));
    EXPECT_THAT(complaint(folder_.file("e.npy", "\x93NUMPY")), HasSubstr("ends inside"));
}

TEST_F(ReadTable, NamesThePlaceOfWhatIsNotFinite) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THAT(complaint(npy(Matrix{{1.0, 2.0, 3.0}, {4.0, nan, 6.0}})),
                EndsWith(std::string("a.npy: row 2, column 2: nan is not a finite number") +
                         missing_way_out));
    EXPECT_THAT(complaint(npy(Matrix{{1.0, 2.0, -infinity}, {4.0, 5.0, 6.0}})),
                EndsWith("row 1, column 3: -inf is not a finite number"));
    std::string fortran = read_bytes(npy(Matrix{{1.0, 2.0, 3.0}, {4.0, 5.0, infinity}}));
    fortran.replace(fortran.find("False, 'shape': (2, 3)"), 22, "True,  'shape': (3, 2)");
    EXPECT_THAT(complaint(folder_.file("f.npy", fortran)),
                EndsWith("row 3, column 2: inf is not a finite number"));
    EXPECT_THAT(complaint(folder_.file("g.csv", "a,b\n1,2\n3,inf\n")),
                EndsWith("row 3, column 2 (b): \"inf\" is not a finite number"));
}

TEST_F(ReadTable, VectorsLieInAColumnARowOrOneDimension) {
    const Vector expected{{1.0, 2.0, 3.0}};
    EXPECT_EQ(read_vector(npy(expected)), expected);
    EXPECT_EQ(read_vector(npy(expected.transpose())), expected);
    write_npy(folder_ / "v.npy", expected);
    EXPECT_EQ(read_vector(folder_ / "v.npy"), expected);
    EXPECT_EQ(read_vector(folder_.file("c.csv", "y\n1\n2\n3\n")), expected);
    EXPECT_EQ(read_vector(folder_.file("r.csv", "1,2,3\n")), expected);
    EXPECT_EQ(read_vector(folder_.file("o.csv", "7\n")), Vector{{7.0}});
}

TEST_F(ReadTable, MatrixIsNoVector) {
    EXPECT_THAT(vector_complaint(npy(Matrix::Zero(2, 3))),
                EndsWith("a.npy: 2 rows and 3 columns; a single column (or row) expected"));
    EXPECT_THAT(vector_complaint(folder_.file("m.csv", "1,2\n3,4\n")),
                HasSubstr("2 rows and 2 columns"));
}

}  // namespace
}  // namespace regimes
