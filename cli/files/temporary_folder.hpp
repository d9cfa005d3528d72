// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>

namespace regimes::cli {

/// A fresh folder that goes with its owner: where a store is while there is no --out.
class TemporaryFolder {
public:
    /// Errors: UsageError if none can be made where temporary files go.
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace regimes::cli
