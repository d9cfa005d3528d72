// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/file_error.hpp"

#include <fmt/format.h>

namespace regimes {

namespace {

/// Control characters would let a file write on the user's terminal.
std::string printable(const std::string& text) {
    std::string shown;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        shown += byte >= ' ' && byte <= '~' ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
    }
    return shown;
}

}  // namespace

FileError::FileError(const std::filesystem::path& path, const std::string& what)
    : std::runtime_error(path.string() + ": " + printable(what)) {}

}  // namespace regimes
