// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>

namespace regimes::cli {

/// A fresh folder that goes with its owner: where a store is while there is no --out.
class PassingFolder {
public:
    /// Errors: UsageError if none can be made where temporary files go.
    PassingFolder();
    ~PassingFolder();
    PassingFolder(const PassingFolder&) = delete;
    PassingFolder& operator=(const PassingFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace regimes::cli
