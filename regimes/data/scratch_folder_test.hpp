// SPDX-License-Identifier: BSD-3-Clause
// Files for the tests of this folder.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>

#include "regimes/data/file_error.hpp"

namespace regimes {

/// A fresh folder that goes with its owner.
class ScratchFolder {
public:
    ScratchFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "regimes-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        path_ = name;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    const std::filesystem::path& path() const { return path_; }

    /// Writes a file, and its folder if need be.
    std::filesystem::path file(const std::string& name, const std::string& bytes) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << bytes;
        return path_ / name;
    }

private:
    std::filesystem::path path_;
};

inline std::string read_bytes(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Sets REGIMES_DATA, or takes it away, as long as this lives.
class DataFolders {
public:
    DataFolders() {
        const char* before = std::getenv(name);
        if (before != nullptr) before_ = before;
        unsetenv(name);
    }
    ~DataFolders() {
        unsetenv(name);
        if (before_) setenv(name, before_->c_str(), 1);
    }
    DataFolders(const DataFolders&) = delete;
    DataFolders& operator=(const DataFolders&) = delete;

    static void list(const std::string& folders) { setenv(name, folders.c_str(), 1); }

private:
    static constexpr const char* name = "REGIMES_DATA";
    std::optional<std::string> before_;
};

/// What a FileError says when `action` runs; "" if it throws none.
template <typename Action>
std::string file_error(const Action& action) {
    try {
        action();
    } catch (const FileError& error) {
        return error.what();
    }
    return "";
}

}  // namespace regimes
