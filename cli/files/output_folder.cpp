// SPDX-License-Identifier: BSD-3-Clause
#include "cli/files/output_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "cli/terminal/exit_code.hpp"
#include "cli/terminal/output.hpp"

namespace regimes::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view unfinished = ".unfinished-";

fs::path whole_path(const fs::path& path) {
    return fs::absolute(path / "").lexically_normal().parent_path();
}

/// The nearest folder or file at or above `path` that exists.
fs::path existing_part(const fs::path& path) {
    fs::path part = whole_path(path);
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
    const bool keeps_no_runs = verb == "fit" || verb == "data";
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
    base_ = existing_part(folder_);
    if (!fs::is_directory(base_)) {
        throw UsageError(fmt::format("--out: {} is not a folder", base_.string()));
    }
    if (access(base_.c_str(), W_OK | X_OK) != 0) {
        throw UsageError(fmt::format("--out: {}: {}", base_.string(), std::strerror(errno)));
    }
    check_owner(folder_, verb);
    staging_ = folder_ / fmt::format("{}{}", unfinished, getpid());
    for (int tries = 0; tries < 100 && !make_and_lock(); ++tries) continue;
    if (is_locked_) clear_what_was_left(verb);
}

OutputFolder::~OutputFolder() {
    std::error_code ignored;
    fs::remove_all(staging_, ignored);
    // What was made goes again, unless files are in it.
    for (fs::path part = whole_path(folder_); part != base_ && fs::remove(part, ignored);) {
        part = part.parent_path();
    }
    if (descriptor_ >= 0) close(descriptor_);
}

/// The lock is on the folder itself, so that it leaves no file and ends with the process. False if
/// another process took the folder away before it was locked.
bool OutputFolder::make_and_lock() {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) throw UsageError(fmt::format("--out: {}: {}", folder_.string(), error.message()));
    descriptor_ = open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor_ < 0) return true;  // some may write there and not read
    is_locked_ = flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
    if (!is_locked_ && errno == EWOULDBLOCK) {
        close(std::exchange(descriptor_, -1));
        throw UsageError(
            fmt::format("--out: another process of regimes is at work in {}; wait for it, or take "
                        "another folder",
                        folder_.string()));
    }
    struct stat locked {};
    struct stat there {};
    const bool same = fstat(descriptor_, &locked) == 0 && stat(folder_.c_str(), &there) == 0 &&
                      locked.st_ino == there.st_ino && locked.st_dev == there.st_dev;
    if (!same) close(std::exchange(descriptor_, -1));
    return same;
}

/// Whoever has the lock is alone, so that other staging folders are those of the killed.
void OutputFolder::clear_what_was_left(const std::string& verb) const {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(unfinished)) continue;
        fs::remove_all(entry.path(), ignored);
        complain(
            fmt::format("regimes: {}: {} was left there by a process that was killed, and is "
                        "now removed\n",
                        verb, entry.path().string()));
    }
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
