// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/npy.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "regimes/data/regression_problem.hpp"
#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

/// Bytes of a file of version 1.0, its data at a multiple of 64 unless padding says otherwise.
std::string npy(const std::string& descr, const std::string& shape, const std::string& data,
                const char* fortran = "False", std::size_t header_size = 118) {
    std::string dictionary =
        fmt::format("{{'descr': {}, 'fortran_order': {}, 'shape': {}, }}", descr, fortran, shape);
    dictionary.resize(header_size - 1, ' ');
    return std::string("\x93NUMPY\1\0", 8) + static_cast<char>(header_size) + '\0' + dictionary +
           "\n" + data;
}

template <typename Number>
std::string bytes_of(std::initializer_list<Number> numbers, bool swapped = false) {
    std::string bytes;
    for (const Number number : numbers) {
        std::string one(sizeof number, '\0');
        std::memcpy(one.data(), &number, sizeof number);
        if (swapped) std::reverse(one.begin(), one.end());
        bytes += one;
    }
    return bytes;
}

Matrix matrix_of(const MatrixView& view) {
    Matrix matrix(view.rows, view.cols);
    for (Index n = 0; n < view.rows; ++n) {
        for (Index i = 0; i < view.cols; ++i) matrix(n, i) = view(n, i);
    }
    return matrix;
}

class Npy : public ::testing::Test {
protected:
    Table table(const std::string& bytes) const {
        return read_npy(std::make_shared<const InputFile>(folder_.file("a.npy", bytes)));
    }
    Matrix read(const std::string& bytes) const { return matrix_of(table(bytes).view()); }
    std::string complaint(const std::string& bytes) const {
        return file_error([&] { read(bytes); });
    }

    ScratchFolder folder_;
    const Matrix wide_{{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}};
    const std::string six_ = bytes_of({1.0, 2.0, 3.0, 4.0, 5.0, 6.0});
};

TEST_F(Npy, ReadsBothOrders) {
    EXPECT_EQ(read(npy("'<f8'", "(2, 3)", six_)), wide_);
    EXPECT_EQ(read(npy("'<f8'", "(3, 2)", six_, "True")), Matrix(wide_.transpose()));
    EXPECT_EQ(read(npy("'<f8'", "(6,)", six_)), Matrix(wide_.transpose().reshaped()));
    EXPECT_EQ(read(npy("'<f8'", "(6,)", six_, "True")), Matrix(wide_.transpose().reshaped()));
    EXPECT_EQ(read(npy("'f8'", "(1, 6)", six_)), Matrix(wide_.transpose().reshaped().transpose()));
}

TEST_F(Npy, Float64IsUsedInPlace) {
    for (const char* fortran : {"True", "False"}) {
        const auto file = std::make_shared<const InputFile>(
            folder_.file("a.npy", npy("'<f8'", "(2, 3)", six_, fortran)));
        EXPECT_EQ(static_cast<const void*>(read_npy(file).view().data), file->bytes().data() + 128);
    }
}

TEST_F(Npy, TableOutlivesTheFileObject) {
    auto file =
        std::make_shared<const InputFile>(folder_.file("a.npy", npy("'<f8'", "(2, 3)", six_)));
    const Table table = read_npy(file);
    file.reset();
    std::filesystem::remove(folder_ / "a.npy");
    const Table copy = table;
    EXPECT_EQ(matrix_of(copy.view()), wide_);
}

TEST_F(Npy, DataMayLieAtAnyByte) {
    for (std::size_t header_size = 110; header_size < 118; ++header_size) {
        EXPECT_EQ(read(npy("'<f8'", "(2, 3)", six_, "False", header_size)), wide_) << header_size;
    }
}

template <typename Number>
void expect_read(const std::string& type, std::initializer_list<Number> numbers,
                 const std::vector<double>& expected) {
    const ScratchFolder folder;
    for (const char order : {'<', '>', '=', '|'}) {
        if (order == '|' && sizeof(Number) > 1) continue;
        const auto path = folder.file(
            "a.npy", npy(fmt::format("'{}{}'", order, type), fmt::format("({},)", numbers.size()),
                         bytes_of(numbers, order == '>')));
        const Table table = read_npy(std::make_shared<const InputFile>(path));
        ASSERT_EQ(table.view().rows, static_cast<Index>(expected.size()));
        for (std::size_t k = 0; k < expected.size(); ++k) {
            EXPECT_EQ(table.view()(static_cast<Index>(k), 0), expected[k]) << order << type;
        }
    }
}

TEST_F(Npy, ConvertsEveryNumberType) {
    expect_read<std::int8_t>("i1", {-128, 0, 127}, {-128, 0, 127});
    expect_read<std::uint8_t>("u1", {0, 1, 255}, {0, 1, 255});
    expect_read<std::int16_t>("i2", {-32768, 258, 32767}, {-32768, 258, 32767});
    expect_read<std::uint16_t>("u2", {0, 258, 65535}, {0, 258, 65535});
    expect_read<std::int32_t>("i4", {INT32_MIN, 258, INT32_MAX}, {-0x1p31, 258, 0x1p31 - 1});
    expect_read<std::uint32_t>("u4", {0, 258, UINT32_MAX}, {0, 258, 0x1p32 - 1});
    expect_read<std::int64_t>("i8", {INT64_MIN, -258, (1LL << 53) - 1, (1LL << 53) + 1},
                              {-0x1p63, -258, 0x1p53 - 1, 0x1p53});
    expect_read<std::uint64_t>("u8", {0, 258, UINT64_MAX}, {0, 258, 0x1p64});
    expect_read<std::uint8_t>("b1", {0, 1, 2}, {0, 1, 1});
    // 1, -2, 65504 (the largest) and 2^-24 (the smallest) in binary16.
    expect_read<std::uint16_t>("f2", {0x3c00, 0xc000, 0x7bff, 0x0001}, {1, -2, 65504, 0x1p-24});
    expect_read<float>("f4", {0.1F, -1e38F}, {0.1F, -1e38F});
    expect_read<double>("f8", {0.1, -1e308}, {0.1, -1e308});
}

TEST_F(Npy, ConversionKeepsTheOrder) {
    const std::string six = bytes_of<std::int16_t>({1, 2, 3, 4, 5, 6});
    EXPECT_EQ(read(npy("'<i2'", "(2, 3)", six)), wide_);
    EXPECT_EQ(read(npy("'<i2'", "(3, 2)", six, "True")), Matrix(wide_.transpose()));
}

TEST_F(Npy, OtherTypesAreNamed) {
    for (const char* descr : {"'|O'", "'<c16'", "'<U3'", "'|S8'", "'<M8[ns]'", "'<f16'", "'|V8'",
                              "'|f8'", "'<i3'", "''", "'<'", "[('a', '<f8'), ('b', '<i4')]"}) {
        std::string name = descr;
        if (name[0] == '\'') name = name.substr(1, name.size() - 2);
        EXPECT_THAT(complaint(npy(descr, "(1, 1)", std::string(8, '\0'))),
                    HasSubstr("a.npy: the entries are of dtype " + name + "; real numbers"));
    }
}

TEST_F(Npy, OtherShapesAreNamed) {
    EXPECT_THAT(complaint(npy("'<f8'", "()", std::string(8, '\0'))),
                HasSubstr("0 dimensions, shape (); 1 or 2 expected"));
    EXPECT_THAT(complaint(npy("'<f8'", "(2, 2, 2)", std::string(64, '\0'))),
                HasSubstr("3 dimensions, shape (2, 2, 2); 1 or 2 expected"));
    for (const char* shape : {"(0,)", "(0, 3)", "(3, 0)"}) {
        EXPECT_THAT(complaint(npy("'<f8'", shape, "")),
                    EndsWith("the array is empty, shape " + std::string(shape)));
    }
}

TEST_F(Npy, FewerAndMoreBytesAreCounted) {
    EXPECT_THAT(complaint(npy("'<f8'", "(2, 3)", six_.substr(1))),
                EndsWith("48 bytes of data expected for shape (2, 3) of <f8, 47 found, from byte "
                         "128 on"));
    EXPECT_THAT(complaint(npy("'<f8'", "(2, 3)", six_ + "x")),
                HasSubstr("48 bytes of data expected for shape (2, 3) of <f8, 49 found"));
    EXPECT_THAT(complaint(npy("'<f4'", "(6,)", "")), HasSubstr("24 bytes of data expected"));
    EXPECT_THAT(complaint(npy("'<f8'", "(4294967296, 4294967296)", "")),
                HasSubstr("more than 2^64 bytes of data expected"));
    EXPECT_THAT(complaint(npy("'<f8'", "(2305843009213693952,)", "")),
                HasSubstr("more than 2^64 bytes of data expected"));
}

TEST_F(Npy, WritesWhatNumPyWrites) {
    const std::string expected = std::string("\x93NUMPY\1\0v\0", 10) +
                                 "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }" +
                                 std::string(58, ' ') + "\n" + six_;
    write_npy(folder_ / "columns.npy", wide_);
    EXPECT_EQ(read_bytes(folder_ / "columns.npy"), expected);
    write_npy(folder_ / "rows.npy", RowMatrix(wide_));
    EXPECT_EQ(read_bytes(folder_ / "rows.npy"), expected);
    const Matrix wider{{0.0, 1.0, 2.0, 3.0}, {0.0, 4.0, 5.0, 6.0}};
    write_npy(folder_ / "view.npy", MatrixView(wider).columns(1, 3));
    EXPECT_EQ(read_bytes(folder_ / "view.npy"), expected);
    write_npy(folder_ / "vector.npy", Vector{{1.0, 2.0}});
    const std::string vector = read_bytes(folder_ / "vector.npy");
    EXPECT_EQ(vector.size(), 128U + 16U);
    EXPECT_THAT(vector, HasSubstr("'shape': (2,), }"));
}

TEST_F(Npy, WritesStacksInThreeDimensions) {
    write_npy(folder_ / "a.npy", std::vector<Matrix>{wide_, wide_});
    const std::string bytes = read_bytes(folder_ / "a.npy");
    EXPECT_THAT(bytes, HasSubstr("'fortran_order': False, 'shape': (2, 2, 3), }"));
    EXPECT_EQ(bytes.substr(128), six_ + six_);
    const auto write = [&](const std::vector<Matrix>& stack) { write_npy(folder_ / "b", stack); };
    EXPECT_THROW(write({}), std::invalid_argument);
    EXPECT_THROW(write({wide_, Matrix(wide_.transpose())}), std::invalid_argument);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "b"));
}

TEST_F(Npy, RoundTripIsExact) {
    const Matrix numbers{{0.1, -1e-320}, {1e308, -0.0}, {1.0 / 3.0, 5e-324}};
    write_npy(folder_ / "a.npy", numbers);
    EXPECT_EQ(read(read_bytes(folder_ / "a.npy")), numbers);
    const Vector vector = numbers.col(0);
    write_npy(folder_ / "a.npy", vector);
    EXPECT_EQ(read(read_bytes(folder_ / "a.npy")), Matrix(vector));
}

TEST_F(Npy, SaysThatItCannotWrite) {
    const auto nowhere = folder_ / "none/a.npy";
    EXPECT_EQ(file_error([&] { write_npy(nowhere, wide_); }),
              nowhere.string() + ": No such file or directory");
    EXPECT_EQ(file_error([&] { write_npy("/dev/full", wide_); }),
              "/dev/full: No space left on device");
    EXPECT_EQ(file_error([&] { write_npy("/dev/full", Matrix(Matrix::Zero(300, 300))); }),
              "/dev/full: No space left on device");
}

}  // namespace
}  // namespace regimes
