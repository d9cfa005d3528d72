// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace regimes {

/// What of an NPZ file is read: an array in it, or all of it as it is.
enum class NpzContent { array, archive };

/// All bytes of a file, for reading: mapped into memory where that is possible, so that a file
/// larger than half of the memory can be used in place; else read (pipes, devices).
///
/// "-" is the standard input. A file compressed by gzip is unpacked, and FILE.npz, or
/// FILE.npz:NAME, is an array in it (npz.hpp).
///
/// A mapped file must not be cut short by others as long as this lives.
class InputFile {
public:
    /// Errors: FileError if it is not there, cannot be read or unpacked, is a directory, or is
    /// empty; and as read_npz_array.
    explicit InputFile(std::filesystem::path path, NpzContent npz = NpzContent::array);
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    /// As given.
    const std::filesystem::path& path() const { return path_; }
    /// All of them.
    std::string_view bytes() const { return bytes_; }
    /// Tells the system whether one pass from front to back comes next, or any access.
    void expect_one_pass(bool one_pass) const;

private:
    void map_or_read(const std::filesystem::path& path);
    void hold(std::string bytes);

    std::filesystem::path path_;
    std::shared_ptr<void> owner_;  ///< of the bytes: the mapped file, or a copy
    std::string_view bytes_;
    bool is_mapped_ = false;
};

}  // namespace regimes
