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
    /// Makes the folder and locks it, for `verb` to work there; what killed processes staged there
    /// is removed, and stderr told. Errors: UsageError if `folder` is empty or no folder, if none
    /// can be made there, if another process works in it, or if it holds results of another verb.
    OutputFolder(std::filesystem::path folder, const std::string& verb);
    ~OutputFolder();
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;

    const std::filesystem::path& path() const { return folder_; }

    /// The path to write file `name` to, which may name a folder in this one.
    /// Errors: UsageError.
    std::filesystem::path stage(const std::string& name);
    /// Stages a file of this text, and returns the path it was written to.
    /// Errors: UsageError naming the file.
    std::filesystem::path stage_text(const std::string& name, const std::string& text);
    void commit();

    /// The places of the files staged so far.
    std::vector<std::filesystem::path> files() const;

private:
    bool make_and_lock();
    void clear_what_was_left(const std::string& verb) const;

    std::filesystem::path folder_;
    std::filesystem::path base_;  ///< what of it was there
    std::filesystem::path staging_;
    std::vector<std::string> names_;
    int descriptor_ = -1;
    bool is_locked_ = false;
};

}  // namespace regimes::cli
