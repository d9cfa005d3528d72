// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/gzip_file.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "regimes/data/file_error.hpp"

namespace regimes {

namespace {

constexpr std::size_t block_size = std::size_t{1} << 24;

}  // namespace

void GzipFile::Close::operator()(gzFile_s* file) const { gzclose(file); }

GzipFile::GzipFile(const std::filesystem::path& path)
    : path_(path), file_(gzopen(path.c_str(), "rb")) {
    if (!file_) throw FileError(path_, std::strerror(errno));
}

std::vector<std::uint8_t> GzipFile::read(std::size_t count) {
    std::vector<std::uint8_t> bytes;
    while (bytes.size() < count) {
        const std::size_t start = bytes.size();
        bytes.resize(start + std::min(count - start, block_size));
        const int got =
            gzread(file_.get(), bytes.data() + start, static_cast<unsigned>(bytes.size() - start));
        check();
        const std::size_t end = start + static_cast<std::size_t>(std::max(got, 0));
        const bool at_end = end < bytes.size();
        bytes.resize(end);
        if (at_end) break;
    }
    return bytes;
}

void GzipFile::check() {
    int code = Z_OK;
    const char* message = gzerror(file_.get(), &code);
    if (code == Z_OK || code == Z_STREAM_END) return;
    if (code == Z_ERRNO) throw FileError(path_, std::strerror(errno));
    if (code == Z_BUF_ERROR) throw FileError(path_, "the compressed data end too early");
    throw FileError(path_, fmt::format("the compressed data are damaged ({})", message));
}

}  // namespace regimes
