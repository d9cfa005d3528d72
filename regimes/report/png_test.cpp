// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/png.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <map>
#include <stdexcept>

namespace regimes {
namespace {

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t k = 0; k < 4; ++k) {
        number = number << 8 | static_cast<unsigned char>(bytes.at(at + k));
    }
    return number;
}

/// The chunks of a PNG file by type; checks signature, lengths and checksums.
std::map<std::string, std::string> read_chunks(const std::string& file) {
    EXPECT_EQ(file.substr(0, 8), "\x89PNG\r\n\x1a\n");
    std::map<std::string, std::string> chunks;
    for (std::size_t at = 8; at < file.size();) {
        const std::uint32_t size = big_endian(file, at);
        const std::string checked = file.substr(at + 4, size + 4);
        EXPECT_EQ(crc32(0, reinterpret_cast<const Bytef*>(checked.data()),
                        static_cast<uInt>(checked.size())),
                  big_endian(file, at + 8 + size));
        chunks[checked.substr(0, 4)] = checked.substr(4);
        at += 12 + size;
    }
    return chunks;
}

TEST(Png, DecodesToThePixelsGiven) {
    const std::vector<Pixel> pixels = {{1, 2, 3, 4},     {5, 6, 7, 8},     {9, 10, 11, 12},
                                       {255, 0, 0, 255}, {0, 255, 128, 0}, {7, 7, 7, 7}};
    auto chunks = read_chunks(encode_png(3, 2, pixels));
    ASSERT_TRUE(chunks.contains("IEND"));
    EXPECT_EQ(big_endian(chunks["IHDR"], 0), 3u);
    EXPECT_EQ(big_endian(chunks["IHDR"], 4), 2u);

    std::string lines(2 * (1 + 3 * 4), '\0');
    uLongf size = static_cast<uLongf>(lines.size());
    const std::string& data = chunks["IDAT"];
    ASSERT_EQ(
        uncompress(reinterpret_cast<Bytef*>(lines.data()), &size,
                   reinterpret_cast<const Bytef*>(data.data()), static_cast<uLong>(data.size())),
        Z_OK);
    ASSERT_EQ(size, lines.size());
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const std::size_t at = i / 3 * 13 + 1 + i % 3 * 4;
        EXPECT_EQ(static_cast<std::uint8_t>(lines[at]), pixels[i].red);
        EXPECT_EQ(static_cast<std::uint8_t>(lines[at + 1]), pixels[i].green);
        EXPECT_EQ(static_cast<std::uint8_t>(lines[at + 2]), pixels[i].blue);
        EXPECT_EQ(static_cast<std::uint8_t>(lines[at + 3]), pixels[i].opacity);
    }
}

TEST(Png, RefusesTheWrongNumberOfPixels) {
    EXPECT_THROW(encode_png(2, 2, std::vector<Pixel>(3)), std::invalid_argument);
    EXPECT_THROW(encode_png(0, 0, {}), std::invalid_argument);
}

}  // namespace
}  // namespace regimes
