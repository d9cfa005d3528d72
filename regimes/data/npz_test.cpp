// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/npz.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "regimes/data/npy.hpp"
#include "regimes/data/read_table.hpp"
#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

std::string little_endian(std::uint64_t value, int size) {
    std::string bytes;
    for (int k = 0; k < size; ++k) bytes += static_cast<char>(value >> (8 * k) & 255);
    return bytes;
}

std::string deflated(const std::string& plain) {
    z_stream stream = {};
    deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    std::string packed(plain.size() + 100, '\0');
    std::string input = plain;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

/// A ZIP archive as NumPy writes it: sizes of the local headers in an extra field.
class Archive {
public:
    void add(const std::string& name, const std::string& plain, bool compressed) {
        const std::string data = compressed ? deflated(plain) : plain;
        const auto sum =
            crc32(0, reinterpret_cast<const Bytef*>(plain.data()), static_cast<uInt>(plain.size()));
        const std::string common =
            little_endian(compressed ? 8 : 0, 2) + std::string(4, '\0') + little_endian(sum, 4);
        directory_ += "PK\1\2" + std::string(6, '\0') + common + little_endian(data.size(), 4) +
                      little_endian(plain.size(), 4) + little_endian(name.size(), 2) +
                      std::string(12, '\0') + little_endian(bytes_.size(), 4) + name;
        bytes_ += "PK\3\4" + std::string(4, '\0') + common + std::string(8, '\xff') +
                  little_endian(name.size(), 2) + little_endian(20, 2) + name +
                  std::string(20, 'e') + data;
        ++count_;
    }
    std::string text() const {
        return bytes_ + directory_ + "PK\5\6" + std::string(4, '\0') + little_endian(count_, 2) +
               little_endian(count_, 2) + little_endian(directory_.size(), 4) +
               little_endian(bytes_.size(), 4) + std::string(2, '\0');
    }

private:
    std::string bytes_;
    std::string directory_;
    std::uint64_t count_ = 0;
};

class Npz : public ::testing::Test {
protected:
    std::string npy(const Matrix& matrix) const {
        write_npy(folder_ / "a.npy", matrix);
        return read_bytes(folder_ / "a.npy");
    }
    double corner(const std::string& path) const { return read_table(folder_ / path).view()(0, 0); }
    std::string complaint(const std::string& path) const {
        return file_error([&] { read_table(folder_ / path); });
    }

    ScratchFolder folder_;
};

TEST_F(Npz, ReadsArraysByName) {
    for (const bool compressed : {false, true}) {
        Archive archive;
        archive.add("x.npy", npy(Matrix{{1.0, 2.0}}), compressed);
        folder_.file("one.npz", archive.text());
        EXPECT_EQ(corner("one.npz"), 1.0);
        archive.add("y.npy", npy(Matrix{{3.0}}), compressed);
        folder_.file("two.npz", archive.text());
        EXPECT_EQ(corner("two.npz:x"), 1.0);
        EXPECT_EQ(corner("two.npz:y"), 3.0);
        EXPECT_THAT(complaint("two.npz"), HasSubstr("2 arrays: x, y; name one of them, as in "));
        EXPECT_THAT(complaint("two.npz:z"), EndsWith("no array z, one of x, y expected"));
    }
}

TEST_F(Npz, EveryCutIsFound) {
    Archive archive;
    archive.add("x.npy", npy(Matrix{{1.0, 2.0}}), true);
    const std::string text = archive.text();
    for (std::size_t size = 1; size < text.size(); ++size) {
        folder_.file("cut.npz", text.substr(0, size));
        EXPECT_NE(complaint("cut.npz"), "") << size;
    }
    std::string other = text;
    other[text.find("PK\1\2") + 16] ^= 1;
    folder_.file("sum.npz", other);
    EXPECT_THAT(complaint("sum.npz"), HasSubstr("the checksum is another"));
    folder_.file("text.npz", "1,2\n");
    EXPECT_THAT(complaint("text.npz"), HasSubstr("not an NPZ file, in spite of its name"));
}

TEST_F(Npz, CompressedFiles) {
    const auto zipped = [this](const std::string& name, const std::string& bytes) {
        const gzFile file = gzopen((folder_ / name).c_str(), "wb");
        gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
        gzclose(file);
    };
    zipped("x.csv.gz", "4,2\n");
    zipped("x.npy.gz", npy(Matrix{{5.0, 2.0}}));
    EXPECT_EQ(corner("x.csv.gz"), 4.0);
    EXPECT_EQ(corner("x.npy.gz"), 5.0);
    const std::string whole = read_bytes(folder_ / "x.csv.gz");
    folder_.file("two.gz", whole + whole);  // as gzip joins them
    EXPECT_EQ(read_table(folder_ / "two.gz").view().rows, 2);
    folder_.file("cut.gz", whole.substr(0, whole.size() - 3));
    EXPECT_THAT(complaint("cut.gz"), EndsWith("the compressed data end too early"));
    zipped("none.gz", "");
    EXPECT_THAT(complaint("none.gz"), EndsWith("the compressed file is empty"));
}

}  // namespace
}  // namespace regimes
