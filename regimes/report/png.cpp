// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/png.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <stdexcept>
#include <string_view>

namespace regimes {

namespace {

void append_big_endian(std::string& bytes, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>((number >> shift) & 255);
}

/// Length, type, data and checksum of type and data.
void append_chunk(std::string& file, std::string_view type, std::string_view data) {
    append_big_endian(file, static_cast<std::uint32_t>(data.size()));
    std::string checked(type);
    checked += data;
    file += checked;
    const auto sum =
        crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
    append_big_endian(file, static_cast<std::uint32_t>(sum));
}

std::string compress_bytes(const std::string& bytes) {
    uLongf size = compressBound(static_cast<uLong>(bytes.size()));
    std::string compressed(size, '\0');
    const int code = compress2(reinterpret_cast<Bytef*>(compressed.data()), &size,
                               reinterpret_cast<const Bytef*>(bytes.data()),
                               static_cast<uLong>(bytes.size()), Z_BEST_COMPRESSION);
    if (code != Z_OK) throw std::runtime_error(fmt::format("zlib: compress2 returned {}", code));
    compressed.resize(size);
    return compressed;
}

}  // namespace

std::string encode_png(int width, int height, const std::vector<Pixel>& pixels) {
    if (width < 1 || height < 1 ||
        pixels.size() != static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {
        throw std::invalid_argument(
            fmt::format("pixels: {} given, {} x {} expected", pixels.size(), height, width));
    }
    std::string lines;
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        if (i % static_cast<std::size_t>(width) == 0) lines += '\0';  // filter: none
        for (const std::uint8_t channel :
             {pixels[i].red, pixels[i].green, pixels[i].blue, pixels[i].opacity}) {
            lines += static_cast<char>(channel);
        }
    }
    std::string header;
    append_big_endian(header, static_cast<std::uint32_t>(width));
    append_big_endian(header, static_cast<std::uint32_t>(height));
    header += std::string("\x08\x06\0\0\0", 5);  // 8 bits, RGBA, deflate, adaptive, not interlaced

    std::string file = "\x89PNG\r\n\x1a\n";
    append_chunk(file, "IHDR", header);
    append_chunk(file, "IDAT", compress_bytes(lines));
    append_chunk(file, "IEND", "");
    return file;
}

}  // namespace regimes
