// SPDX-License-Identifier: BSD-3-Clause
#include "cli/output_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "cli/exit_code.hpp"

namespace regimes::cli {

namespace fs = std::filesystem;

namespace {

/// The nearest folder or file at or above `path` that exists.
fs::path existing_part(const fs::path& path) {
    fs::path part = fs::absolute(path).lexically_normal();
    std::error_code ignored;
    while (!fs::exists(part, ignored) && part.has_relative_path()) part = part.parent_path();
    return part;
}

}  // namespace

OutputFolder::OutputFolder(fs::path folder) : folder_(std::move(folder)) {
    const fs::path base = existing_part(folder_);
    if (!fs::is_directory(base)) {
        throw UsageError(fmt::format("--out: {} is not a folder", base.string()));
    }
    if (access(base.c_str(), W_OK | X_OK) != 0) {
        throw UsageError(fmt::format("--out: {}: {}", base.string(), std::strerror(errno)));
    }
    is_new_ = !fs::exists(folder_);
    staging_ = folder_ / fmt::format(".unfinished-{}", getpid());
}

OutputFolder::~OutputFolder() {
    std::error_code ignored;
    fs::remove_all(staging_, ignored);
    if (is_new_) fs::remove(folder_, ignored);  // fails, as it should, if files are in it
}

fs::path OutputFolder::stage(const std::string& name) {
    std::error_code error;
    fs::create_directories((staging_ / name).parent_path(), error);
    if (error) {
        throw UsageError(fmt::format("--out: {}: {}", folder_.string(), error.message()));
    }
    names_.push_back(name);
    return staging_ / name;
}

fs::path OutputFolder::stage_text(const std::string& name, const std::string& text) {
    const fs::path path = stage(name);
    std::ofstream stream(path, std::ios::binary);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    if (stream) return path;
    throw UsageError(fmt::format("{}: {}", (folder_ / name).string(), std::strerror(errno)));
}

void OutputFolder::commit() {
    for (const std::string& name : names_) {
        fs::create_directories((folder_ / name).parent_path());
        fs::rename(staging_ / name, folder_ / name);
    }
}

std::vector<fs::path> OutputFolder::files() const {
    std::vector<fs::path> paths;
    for (const std::string& name : names_) paths.push_back(folder_ / name);
    return paths;
}

}  // namespace regimes::cli
