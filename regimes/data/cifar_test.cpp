// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/cifar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

/// A record whose pixels count up from `first`, modulo 256 and with a jump at each plane.
std::string record(char label, int first) {
    std::string bytes(1, label);
    for (int plane = 0; plane < 3; ++plane) {
        for (int i = 0; i < 1024; ++i) bytes += static_cast<char>(first + 7 * plane + i);
    }
    return bytes;
}

class Cifar : public ::testing::Test {
protected:
    CifarBatch read(const std::string& bytes) const {
        return read_cifar(folder_.file("batch.bin", bytes));
    }
    std::string complaint(const std::string& bytes) const {
        return file_error([&] { read(bytes); });
    }

    ScratchFolder folder_;
    const std::string two_ = record('\3', 10) + record('\0', 200);
};

TEST_F(Cifar, ReadsLabelsAndPlanes) {
    const CifarBatch batch = read(two_);
    EXPECT_THAT(batch.labels, ElementsAre(3, 0));
    ASSERT_EQ(batch.pixels.size(), 2U * 3072U);
    for (std::size_t n = 0; n < 2; ++n) {
        for (std::size_t i = 0; i < 3072; ++i) {
            ASSERT_EQ(batch.pixels[3072 * n + i],
                      static_cast<std::uint8_t>(two_[3073 * n + 1 + i]));
        }
    }
    // Red, green and blue of the first pixel of the first image.
    EXPECT_EQ(batch.pixels[0], 10);
    EXPECT_EQ(batch.pixels[1024], 17);
    EXPECT_EQ(batch.pixels[2048], 24);
}

TEST_F(Cifar, ReadsCompressedFiles) {
    const auto path = folder_ / "batch.bin.gz";
    const gzFile file = gzopen(path.c_str(), "wb");
    ASSERT_EQ(gzwrite(file, two_.data(), static_cast<unsigned>(two_.size())), 2 * 3073);
    gzclose(file);
    EXPECT_EQ(read_cifar(path).pixels, read(two_).pixels);
    const std::string bytes = read_bytes(path);
    folder_.file("batch.bin.gz", bytes.substr(0, bytes.size() - 4));
    EXPECT_THAT(file_error([&] { read_cifar(path); }),
                EndsWith("batch.bin.gz: the compressed data end too early"));
}

TEST_F(Cifar, EveryOtherSizeIsNamed) {
    EXPECT_THAT(complaint(""), EndsWith("batch.bin: the file is empty"));
    EXPECT_THAT(complaint(two_.substr(0, 1)),
                EndsWith("batch.bin: byte 1: the file ends inside image 1; a multiple of 3073 "
                         "bytes expected"));
    EXPECT_THAT(complaint(two_.substr(0, 3072)), HasSubstr("byte 3072: the file ends inside"));
    EXPECT_EQ(complaint(two_.substr(0, 3073)), "");
    EXPECT_THAT(complaint(two_ + "x"), HasSubstr("byte 6147: the file ends inside image 3"));
}

TEST_F(Cifar, LabelsOutOfRangeAreNamed) {
    EXPECT_EQ(complaint(record('\x9', 0)), "");
    EXPECT_THAT(complaint(two_ + record('\xa', 0)),
                EndsWith("byte 6146: the label of image 3 is 10; 0 to 9 expected"));
    EXPECT_THAT(complaint(record('\xff', 0)), HasSubstr("byte 0: the label of image 1 is 255"));
}

TEST_F(Cifar, MissingFilesAreNamed) {
    EXPECT_THAT(file_error([&] { read_cifar(folder_ / "none.bin"); }),
                EndsWith("none.bin: No such file or directory"));
}

}  // namespace
}  // namespace regimes
