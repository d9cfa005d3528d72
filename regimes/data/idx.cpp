// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/idx.hpp"

#include <fmt/format.h>

#include <string>

#include "regimes/data/file_error.hpp"
#include "regimes/data/gzip_file.hpp"

namespace regimes {

namespace {

constexpr unsigned unsigned_bytes = 0x08;

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
