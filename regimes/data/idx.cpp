// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/idx.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include "regimes/data/file_error.hpp"

namespace regimes {

namespace {

constexpr std::size_t block_size = std::size_t{1} << 24;
constexpr unsigned unsigned_bytes = 0x08;

/// Reads a plain or a compressed file alike.
class GzipFile {
public:
    explicit GzipFile(const std::filesystem::path& path)
        : path_(path), file_(gzopen(path.c_str(), "rb")) {
        if (!file_) throw FileError(path_, std::strerror(errno));
    }

    /// Up to `count` more bytes, fewer only at the end of the file.
    std::vector<std::uint8_t> read(std::size_t count) {
        std::vector<std::uint8_t> bytes;
        while (bytes.size() < count) {
            const std::size_t start = bytes.size();
            bytes.resize(start + std::min(count - start, block_size));
            const int got = gzread(file_.get(), bytes.data() + start,
                                   static_cast<unsigned>(bytes.size() - start));
            check();
            const std::size_t end = start + static_cast<std::size_t>(std::max(got, 0));
            const bool at_end = end < bytes.size();
            bytes.resize(end);
            if (at_end) break;
        }
        return bytes;
    }

private:
    struct Close {
        void operator()(gzFile file) const { gzclose(file); }
    };

    void check() {
        int code = Z_OK;
        const char* message = gzerror(file_.get(), &code);
        if (code == Z_OK || code == Z_STREAM_END) return;
        if (code == Z_ERRNO) throw FileError(path_, std::strerror(errno));
        if (code == Z_BUF_ERROR) throw FileError(path_, "the compressed data end too early");
        throw FileError(path_, fmt::format("the compressed data are damaged ({})", message));
    }

    std::filesystem::path path_;
    std::unique_ptr<gzFile_s, Close> file_;
};

/// The lengths, big-endian and 4 bytes each, behind a magic number that holds type and dimensions.
std::vector<std::size_t> read_shape(GzipFile& file, const std::filesystem::path& path) {
    const auto magic = file.read(4);
    if (magic.size() < 4 || magic[0] != 0 || magic[1] != 0 || magic[3] == 0) {
        throw FileError(path, "byte 0: not an IDX file");
    }
    if (magic[2] != unsigned_bytes) {
        throw FileError(path, fmt::format("byte 2: IDX type 0x{:02x} given, 0x{:02x} (unsigned "
                                          "bytes) expected",
                                          magic[2], unsigned_bytes));
    }
    const std::size_t dimensions = magic[3];
    const auto lengths = file.read(4 * dimensions);
    if (lengths.size() < 4 * dimensions) {
        throw FileError(
            path, fmt::format("byte {}: the file ends inside its IDX header", 4 + lengths.size()));
    }
    std::vector<std::size_t> shape(dimensions, 0);
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        shape[i / 4] = shape[i / 4] << 8 | lengths[i];
    }
    return shape;
}

}  // namespace

IdxArray read_idx(const std::filesystem::path& path) {
    GzipFile file(path);
    IdxArray array;
    array.shape = read_shape(file, path);
    std::size_t needed = 1;
    for (const std::size_t length : array.shape) {
        if (!__builtin_mul_overflow(needed, length, &needed)) continue;
        throw FileError(path, "byte 4: the lengths in the IDX header are beyond all memory");
    }
    array.values = file.read(needed);
    // Asking for one more also makes zlib compare the checksum at the end.
    const bool is_longer = !file.read(1).empty();
    if (array.values.size() == needed && !is_longer) return array;
    throw FileError(path, fmt::format("{} bytes of data expected for shape ({}), {} found", needed,
                                      fmt::join(array.shape, ", "),
                                      is_longer ? "more" : fmt::format("{}", array.values.size())));
}

}  // namespace regimes
