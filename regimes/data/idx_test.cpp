// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/idx.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

// Shape (2, 1, 3).
const std::string cube(
    "\0\0\x08\3"
    "\0\0\0\2"
    "\0\0\0\1"
    "\0\0\0\3"
    "\1\2\3\4\5\xff",
    22);

class Idx : public ::testing::Test {
protected:
    std::filesystem::path zipped(const std::string& bytes) const {
        const auto path = folder_ / "a.gz";
        gzFile file = gzopen(path.c_str(), "wb");
        gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
        gzclose(file);
        return path;
    }
    std::string complaint(const std::string& bytes) const {
        return file_error([&] { read_idx(folder_.file("a", bytes)); });
    }

    ScratchFolder folder_;
};

TEST_F(Idx, ReadsPlainAndCompressed) {
    for (const auto& path : {folder_.file("a", cube), zipped(cube)}) {
        const IdxArray array = read_idx(path);
        EXPECT_THAT(array.shape, ElementsAre(2, 1, 3));
        EXPECT_THAT(array.values, ElementsAre(1, 2, 3, 4, 5, 255));
    }
}

TEST_F(Idx, ReadsMoreThanOneBlock) {
    std::string bytes("\0\0\x08\1\2\0\0\0", 8);  // 2^25 entries
    bytes.append(std::size_t{1} << 25, '\7');
    bytes.back() = '\x9';
    const IdxArray array = read_idx(folder_.file("large", bytes));
    ASSERT_EQ(array.values.size(), std::size_t{1} << 25);
    EXPECT_EQ(array.values[1 << 24], 7);
    EXPECT_EQ(array.values.back(), 9);
}

TEST_F(Idx, LengthsAreBigEndian) {
    EXPECT_THAT(complaint(std::string("\0\0\x08\1\1\2\3\4", 8)),
                HasSubstr("16909060 bytes of data expected for shape (16909060), 0 found"));
}

TEST_F(Idx, EveryCutIsFound) {
    EXPECT_EQ(complaint(cube), "");
    EXPECT_THAT(complaint(""), EndsWith("the file is empty"));
    for (std::size_t size = 1; size < 4; ++size) {
        EXPECT_THAT(complaint(cube.substr(0, size)), EndsWith("byte 0: not an IDX file")) << size;
    }
    for (std::size_t size = 4; size < 16; ++size) {
        EXPECT_THAT(
            complaint(cube.substr(0, size)),
            EndsWith("byte " + std::to_string(size) + ": the file ends inside its IDX header"));
    }
    for (std::size_t size = 16; size < cube.size(); ++size) {
        EXPECT_THAT(complaint(cube.substr(0, size)),
                    EndsWith("6 bytes of data expected for shape (2, 1, 3), " +
                             std::to_string(size - 16) + " found"));
    }
    EXPECT_THAT(complaint(cube + "x"), EndsWith("shape (2, 1, 3), more found"));
}

TEST_F(Idx, OtherFilesAreNamed) {
    EXPECT_THAT(complaint("1,2,3\n4,5,6\n"), EndsWith("byte 0: not an IDX file"));
    EXPECT_THAT(complaint(std::string("\0\0\x08\0", 4)), EndsWith("byte 0: not an IDX file"));
    EXPECT_THAT(complaint(std::string("\0\0\x0d\1\0\0\0\1\0\0\0\0", 12)),
                EndsWith("byte 2: IDX type 0x0d given, 0x08 (unsigned bytes) expected"));
    EXPECT_THAT(complaint(std::string("\0\0\x08\3", 4) + std::string(12, '\xff')),
                EndsWith("the lengths in the IDX header are beyond all memory"));
}

TEST_F(Idx, NumbersOfEveryType) {
    const auto numbers = [this](const std::string& type, const std::string& data) {
        const std::string head = std::string("\0\0", 2) + type + std::string("\1\0\0\0\2", 5);
        return read_idx_numbers(InputFile(folder_.file("n", head + data)));
    };
    EXPECT_THAT(numbers("\x08", "\1\xff").values, ElementsAre(1.0, 255.0));
    EXPECT_TRUE(numbers("\x08", "\1\xff").are_bytes);
    EXPECT_THAT(numbers("\x09", "\1\xff").values, ElementsAre(1.0, -1.0));
    EXPECT_FALSE(numbers("\x09", "\1\xff").are_bytes);
    EXPECT_THAT(numbers("\x0b", "\1\2\xff\xfe").values, ElementsAre(258.0, -2.0));
    EXPECT_THAT(numbers("\x0c", std::string("\0\0\1\2\xff\xff\xff\xfe", 8)).values,
                ElementsAre(258.0, -2.0));
    EXPECT_THAT(numbers("\x0d", std::string("\x3f\xc0\0\0\xc0\0\0\0", 8)).values,
                ElementsAre(1.5, -2.0));
    EXPECT_THAT(numbers("\x0e", std::string("\x3f\xf8\0\0\0\0\0\0\xc0\0\0\0\0\0\0\0", 16)).values,
                ElementsAre(1.5, -2.0));
    EXPECT_THAT(file_error([&] { numbers("\x0a", "\1\2"); }), HasSubstr("IDX type 0x0a given"));
    EXPECT_THAT(file_error([&] { numbers("\x0c", "\1\2"); }),
                HasSubstr("8 bytes of data expected for shape (2), 2 found"));
}

TEST_F(Idx, DamagedCompressionIsFound) {
    const std::string good = read_bytes(zipped(cube));
    std::string wrong_sum = good;
    wrong_sum[good.size() - 5] = static_cast<char>(wrong_sum[good.size() - 5] ^ 1);
    EXPECT_THAT(complaint(wrong_sum), HasSubstr("the compressed data are damaged"));
    EXPECT_THAT(complaint(good.substr(0, good.size() - 1)), EndsWith("end too early"));
    EXPECT_THAT(complaint(good.substr(0, 14)), EndsWith("end too early"));
}

TEST_F(Idx, SaysThatItCannotRead) {
    const auto nowhere = folder_ / "nowhere";
    EXPECT_EQ(file_error([&] { read_idx(nowhere); }),
              nowhere.string() + ": No such file or directory");
    EXPECT_EQ(file_error([&] { read_idx(folder_.path()); }),
              folder_.path().string() + ": Is a directory");
}

}  // namespace
}  // namespace regimes
