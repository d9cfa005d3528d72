// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace regimes {

/// Trouble with a store, in one line: its path, what is wrong, and where it matters what is safe.
class StoreError : public std::runtime_error {
public:
    StoreError(const std::filesystem::path& path, const std::string& what)
        : std::runtime_error(path.string() + ": " + what) {}
};

}  // namespace regimes
