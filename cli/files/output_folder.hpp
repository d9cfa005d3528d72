// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace regimes::cli {

/// The folder of --out, in which files appear complete and together, or not at all.
///
/// Files are written under their staged paths; `commit` moves them to their places, the last staged
/// one last, so that it marks a complete set. Without `commit` nothing remains. One process at a
/// time works in a folder, and results of different verbs do not mix there.
class OutputFolder {
public:
    /// Writes nothing yet; `verb` is what works there. Errors: UsageError if `folder` is empty or
    /// no folder, if none can be made there, if another process works in it, or if it holds results
    /// of another verb.
    OutputFolder(std::filesystem::path folder, const std::string& verb);
    ~OutputFolder();
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;

    const std::filesystem::path& path() const { return folder_; }
    /// Makes the folder, for what is written there while the computation is under way.
    void make();

    /// The path to write file `name` to, which may name a folder in this one. Makes the folder.
    /// Errors: UsageError.
    std::filesystem::path stage(const std::string& name);
    /// Stages a file of this text, and returns the path it was written to.
    /// Errors: UsageError naming the file.
    std::filesystem::path stage_text(const std::string& name, const std::string& text);
    void commit();

    /// The places of the files staged so far.
    std::vector<std::filesystem::path> files() const;

private:
    void lock();

    std::filesystem::path folder_;
    std::filesystem::path staging_;
    std::vector<std::string> names_;
    bool is_new_;
    int lock_ = -1;  ///< descriptor of the folder, locked
};

}  // namespace regimes::cli
