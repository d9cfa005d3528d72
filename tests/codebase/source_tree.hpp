// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace regimes::codebase {

/// A text file of the repository.
struct SourceFile {
    std::string path;  ///< from the root of the repository, with '/'
    std::string text;

    bool ends_with(std::string_view ending) const { return path.ends_with(ending); }
    bool is_header() const { return ends_with(".hpp"); }
    bool is_cpp() const { return is_header() || ends_with(".cpp"); }
};

/// One broken rule: "path:line: what is wrong".
using Problems = std::vector<std::string>;

std::vector<std::string> lines_of(const std::string& text);

std::string read_text(const std::filesystem::path& path);

/// Every C++, CMake, Python and script file, but what builds leave behind; sorted by path.
const std::vector<SourceFile>& source_files();

/// Every folder of the repository that holds files, two levels deep, as "regimes/core".
std::vector<std::string> folders();

}  // namespace regimes::codebase
