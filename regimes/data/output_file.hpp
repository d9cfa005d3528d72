// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdio>
#include <filesystem>
#include <string_view>

namespace regimes {

/// A new file that is written from front to back. Every method throws FileError if the system
/// refuses (no such folder, full disk). Only after `close` is the file known to be complete.
class OutputFile {
public:
    explicit OutputFile(const std::filesystem::path& path);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void write(std::string_view bytes);
    void close();

private:
    std::filesystem::path path_;
    std::FILE* stream_;
};

}  // namespace regimes
