// SPDX-License-Identifier: BSD-3-Clause
#include "tests/codebase/source_tree.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

namespace regimes::codebase {

namespace fs = std::filesystem;

namespace {

const fs::path root = REGIMES_SOURCE_DIR;

/// What git ignores: builds, packages, and the data sets in data/.
bool is_left_behind(const fs::path& path) {
    const std::string name = path.filename().string();
    return path == root / "data" || name == ".git" || name.starts_with("build") ||
           name == "__pycache__" || name == ".pytest_cache" || name == ".cache" ||
           name == "node_modules";
}

/// Paths of all files from the root, with '/'.
std::vector<std::string> all_files() {
    std::vector<std::string> paths;
    for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
        if (is_left_behind(entry->path())) {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file()) {
            paths.push_back(entry->path().lexically_relative(root).generic_string());
        }
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

bool is_source(const std::string& path) {
    const std::string extension = fs::path(path).extension().string();
    static const std::set<std::string> extensions = {".cpp", ".hpp", ".in",  ".cmake",
                                                     ".py",  ".js",  ".mjs", ".css"};
    return extensions.contains(extension) || path.ends_with("CMakeLists.txt") ||
           path.starts_with("scripts/") || path.starts_with(".ci/");
}

std::vector<SourceFile> read_sources() {
    std::vector<SourceFile> files;
    for (const std::string& path : all_files()) {
        if (is_source(path)) files.push_back({path, read_text(root / path)});
    }
    return files;
}

}  // namespace

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::string read_text(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) throw std::runtime_error("cannot read " + path.string());
    return text.str();
}

const std::vector<SourceFile>& source_files() {
    static const std::vector<SourceFile> files = read_sources();
    return files;
}

std::vector<std::string> folders() {
    std::set<std::string> found;
    for (const std::string& path : all_files()) {
        const auto first = path.find('/');
        if (first == std::string::npos) continue;
        const auto second = path.find('/', first + 1);
        found.insert(path.substr(0, first));
        if (second != std::string::npos) found.insert(path.substr(0, second));
    }
    return {found.begin(), found.end()};
}

}  // namespace regimes::codebase
