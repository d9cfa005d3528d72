// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace regimes {

/// All bytes of a file, for reading: mapped into memory where that is possible, so that a file
/// larger than half of the memory can be used in place; else read (pipes, devices).
///
/// A mapped file must not be cut short by others as long as this lives.
class InputFile {
public:
    /// Errors: FileError if it is not there, cannot be read, is a directory, or is empty.
    explicit InputFile(std::filesystem::path path);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    /// As given.
    const std::filesystem::path& path() const { return path_; }
    /// All of them.
    std::string_view bytes() const { return bytes_; }
    /// Tells the system whether one pass from front to back comes next, or any access.
    void expect_one_pass(bool one_pass) const;

private:
    std::filesystem::path path_;
    std::string copy_;  ///< of a file that is not mapped
    std::string_view bytes_;
    bool is_mapped_ = false;
};

}  // namespace regimes
