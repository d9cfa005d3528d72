// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/output_file.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include "regimes/data/file_error.hpp"

namespace regimes {

OutputFile::OutputFile(const std::filesystem::path& path)
    : path_(path), stream_(std::fopen(path.c_str(), "wb")) {
    if (stream_ == nullptr) throw FileError(path_, std::strerror(errno));
}

OutputFile::~OutputFile() {
    if (stream_ != nullptr) std::fclose(stream_);
}

void OutputFile::write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), stream_) == bytes.size()) return;
    throw FileError(path_, std::strerror(errno));
}

void OutputFile::close() {
    // What is still buffered meets a full disk only here.
    if (std::fclose(std::exchange(stream_, nullptr)) != 0) {
        throw FileError(path_, std::strerror(errno));
    }
}

}  // namespace regimes
