// SPDX-License-Identifier: BSD-3-Clause
#include "cli/files/output_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "cli/terminal/exit_code.hpp"

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

/// The file that each verb writes last: whose results a folder holds.
constexpr auto marks =
    std::to_array<std::pair<const char*, const char*>>({{"fit", "fit.json"},
                                                        {"complete", "complete.json"},
                                                        {"train", "train.json"},
                                                        {"probe", "probe.json"},
                                                        {"data", "data.json"},
                                                        {"sweep", "runs.csv"}});

void check_owner(const fs::path& folder, const std::string& verb) {
    const bool keeps_no_runs = verb == "fit" || verb == "complete" || verb == "data";
    if (keeps_no_runs && fs::exists(folder / "store.sqlite")) {
        throw UsageError(fmt::format(
            "--out: {} holds the runs of another verb (store.sqlite); another folder expected",
            folder.string()));
    }
    for (const auto& [owner, mark] : marks) {
        if (owner == verb || !fs::exists(folder / mark)) continue;
        throw UsageError(
            fmt::format("--out: {} holds results of \"{}\" ({}); another folder expected",
                        folder.string(), owner, mark));
    }
}

}  // namespace

OutputFolder::OutputFolder(fs::path folder, const std::string& verb) : folder_(std::move(folder)) {
    if (folder_.empty()) throw UsageError("--out: \"\" given, a folder expected");
    const fs::path base = existing_part(folder_);
    if (!fs::is_directory(base)) {
        throw UsageError(fmt::format("--out: {} is not a folder", base.string()));
    }
    if (access(base.c_str(), W_OK | X_OK) != 0) {
        throw UsageError(fmt::format("--out: {}: {}", base.string(), std::strerror(errno)));
    }
    check_owner(folder_, verb);
    is_new_ = !fs::exists(folder_);
    staging_ = folder_ / fmt::format(".unfinished-{}", getpid());
    if (!is_new_) lock();
}

OutputFolder::~OutputFolder() {
    std::error_code ignored;
    fs::remove_all(staging_, ignored);
    if (is_new_) fs::remove(folder_, ignored);  // fails, as it should, if files are in it
    if (lock_ >= 0) close(lock_);
}

/// The lock is on the folder itself, so that it leaves no file and ends with the process.
void OutputFolder::lock() {
    lock_ = open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock_ < 0 || flock(lock_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
    throw UsageError(
        fmt::format("--out: another process of regimes is at work in {}; wait for it, or take "
                    "another folder",
                    folder_.string()));
}

void OutputFolder::make() {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) throw UsageError(fmt::format("--out: {}: {}", folder_.string(), error.message()));
    if (lock_ < 0) lock();
}

fs::path OutputFolder::stage(const std::string& name) {
    make();
    std::error_code error;
    fs::create_directories((staging_ / name).parent_path(), error);
    if (error) {
        throw UsageError(fmt::format("--out: {}: {}", folder_.string(), error.message()));
    }
    names_.push_back(name);
    return staging_ / name;
}

fs::path OutputFolder::stage_text(const std::string& name, const std::string& text) {
    fs::path path = stage(name);
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
