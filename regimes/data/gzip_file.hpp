// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

struct gzFile_s;  // of zlib

namespace regimes {

/// Reads a plain or a gzip-compressed file alike, from front to back.
class GzipFile {
public:
    /// Error: FileError if it is not there or cannot be read.
    explicit GzipFile(const std::filesystem::path& path);

    /// Up to `count` more bytes, fewer only at the end of the file; there the checksum of a
    /// compressed file is compared too.
    /// Error: FileError if the file cannot be read, or its compressed data are damaged or cut.
    std::vector<std::uint8_t> read(std::size_t count);

private:
    struct Close {
        void operator()(gzFile_s* file) const;
    };

    void check();

    std::filesystem::path path_;
    std::unique_ptr<gzFile_s, Close> file_;
};

}  // namespace regimes
