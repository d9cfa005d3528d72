// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "regimes/data/file_error.hpp"

namespace regimes {

namespace {

constexpr std::size_t block_size = std::size_t{1} << 20;
constexpr std::size_t largest_step = std::size_t{1} << 30;  // zlib counts in 32 bits
constexpr int gzip_window = 15 + 16;                        // as zlib numbers the formats
constexpr int bare_window = -15;

/// One stream of zlib, from packed bytes to plain ones.
class Inflation {
public:
    Inflation(std::string_view packed, int window, const std::filesystem::path& path)
        : rest_(packed), path_(path) {
        if (inflateInit2(&stream_, window) != Z_OK) throw FileError(path_, "zlib does not start");
    }
    ~Inflation() { inflateEnd(&stream_); }
    Inflation(const Inflation&) = delete;
    Inflation& operator=(const Inflation&) = delete;

    /// Appends one member; what follows it is left.
    void append_member(std::string& plain) {
        inflateReset(&stream_);
        int code = Z_OK;
        while (code != Z_STREAM_END) {
            const std::size_t given = std::min(rest_.size(), largest_step);
            const std::size_t start = plain.size();
            plain.resize(start + block_size);
            stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest_.data()));
            stream_.avail_in = static_cast<uInt>(given);
            stream_.next_out = reinterpret_cast<Bytef*>(plain.data() + start);
            stream_.avail_out = static_cast<uInt>(block_size);
            code = inflate(&stream_, Z_NO_FLUSH);
            rest_.remove_prefix(given - stream_.avail_in);
            plain.resize(start + block_size - stream_.avail_out);
            check(code);
        }
    }

    std::string_view rest() const { return rest_; }

private:
    void check(int code) const {
        if (code == Z_OK || code == Z_STREAM_END) return;
        if (code == Z_BUF_ERROR) throw FileError(path_, "the compressed data end too early");
        throw FileError(path_, fmt::format("the compressed data are damaged ({})",
                                           stream_.msg != nullptr ? stream_.msg : "no details"));
    }

    z_stream stream_ = {};
    std::string_view rest_;
    const std::filesystem::path& path_;
};

}  // namespace

std::string unpack_gzip(std::string_view packed, const std::filesystem::path& path) {
    Inflation inflation(packed, gzip_window, path);
    std::string plain;
    // As gzip does: members follow each other, anything else at the end is padding.
    while (inflation.rest().starts_with(gzip_magic)) inflation.append_member(plain);
    return plain;
}

std::string unpack_deflate(std::string_view packed, std::uint64_t size,
                           const std::filesystem::path& path) {
    std::string plain;
    Inflation(packed, bare_window, path).append_member(plain);
    if (plain.size() == size) return plain;
    throw FileError(path, fmt::format("{} bytes unpacked, {} expected", plain.size(), size));
}

}  // namespace regimes
