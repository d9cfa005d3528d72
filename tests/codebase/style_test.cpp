// SPDX-License-Identifier: BSD-3-Clause
// Licence lines, ASCII, widths, lengths and formatting of every source file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "tests/codebase/source_tree.hpp"

namespace regimes::codebase {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::size_t header_lines = 200;
constexpr std::size_t file_lines = 450;
constexpr std::size_t columns = 100;

Problems licence_problems(const SourceFile& file) {
    const auto lines = lines_of(file.text);
    const std::size_t at = !lines.empty() && lines[0].starts_with("#!") ? 1 : 0;
    std::string line = "# SPDX-License-Identifier: BSD-3-Clause";
    if (file.is_cpp() || file.ends_with(".cpp.in") || file.ends_with("js"))
        line = "//" + line.substr(1);
    if (file.ends_with(".css")) line = "/*" + line.substr(1) + " */";
    if (lines.size() > at && lines[at] == line) return {};
    return {file.path + ": the licence line is missing"};
}

bool is_plain(char c) { return c == '\n' || (c >= ' ' && c <= '~'); }

Problems text_problems(const SourceFile& file) {
    Problems problems;
    const auto lines = lines_of(file.text);
    for (std::size_t n = 0; n < lines.size(); ++n) {
        const std::string place = file.path + ":" + std::to_string(n + 1) + ": ";
        if (!std::all_of(lines[n].begin(), lines[n].end(), is_plain)) {
            problems.push_back(place + "a character that is not plain ASCII, or a tab");
        }
        if (lines[n].size() > columns) problems.push_back(place + "too wide");
        if (lines[n].ends_with(' ')) problems.push_back(place + "space at the end");
    }
    if (!file.text.ends_with('\n')) problems.push_back(file.path + ": no line end at the end");
    return problems;
}

Problems length_problems(const SourceFile& file) {
    const std::size_t limit = file.is_header() ? header_lines : file_lines;
    const std::size_t length = lines_of(file.text).size();
    if (length <= limit) return {};
    return {file.path + ": " + std::to_string(length) + " lines, at most " + std::to_string(limit)};
}

template <typename Rule>
Problems over_the_tree(const Rule& rule) {
    Problems problems;
    for (const SourceFile& file : source_files()) {
        for (const auto& problem : rule(file)) problems.push_back(problem);
    }
    return problems;
}

/// A path of this process alone, since tests run side by side.
fs::path scratch(const std::string& name) {
    return fs::path(::testing::TempDir()) / ("regimes_" + std::to_string(getpid()) + "_" + name);
}

/// Releases of clang-format differ in what they think right; the tree follows that of Debian 12.
bool has_clang_format_14() {
    return std::system("clang-format --version 2> /dev/null | grep -q 'version 14\\.'") == 0;
}

/// Places that clang-format would change, as "path:line:column"; else what went wrong with it.
Problems format_problems(const std::vector<fs::path>& files) {
    const fs::path list = scratch("list");
    const fs::path report = scratch("report");
    std::ofstream stream(list);
    for (const fs::path& file : files) stream << file.string() << '\n';
    stream.close();
    const std::string command = "xargs clang-format --dry-run --Werror --style=file:" +
                                std::string(REGIMES_SOURCE_DIR "/.clang-format") + " < '" +
                                list.string() + "' 2> '" + report.string() + "'";
    const bool passed = std::system(command.c_str()) == 0;
    const std::string text = read_text(report);
    fs::remove(list);
    fs::remove(report);
    if (passed) return {};
    Problems problems;
    for (const std::string& line : lines_of(text)) {
        const auto at = line.find(": error: code should be clang-formatted");
        if (at != std::string::npos) problems.push_back(line.substr(0, at));
    }
    return problems.empty() ? Problems{text} : problems;
}

TEST(Style, TreeIsThere) { EXPECT_GT(source_files().size(), 50U); }

TEST(Style, LicenceLines) { EXPECT_THAT(over_the_tree(licence_problems), IsEmpty()); }

TEST(Style, PlainTextOfAHundredColumns) { EXPECT_THAT(over_the_tree(text_problems), IsEmpty()); }

TEST(Style, LengthOfFiles) { EXPECT_THAT(over_the_tree(length_problems), IsEmpty()); }

TEST(Style, Formatting) {
    if (!has_clang_format_14()) GTEST_SKIP() << "no clang-format 14 here";
    std::vector<fs::path> files;
    for (const SourceFile& file : source_files()) {
        if (file.is_cpp()) files.push_back(fs::path(REGIMES_SOURCE_DIR) / file.path);
    }
    EXPECT_THAT(format_problems(files), IsEmpty()) << "clang-format -i puts it right";
}

TEST(Style, BreachesAreFound) {
    const std::string licence = "SPDX-License-Identifier: BSD-3-Clause\n";
    EXPECT_THAT(licence_problems({"a.cpp", "// " + licence}), IsEmpty());
    EXPECT_THAT(licence_problems({"a.py", "#!/usr/bin/env python3\n# " + licence}), IsEmpty());
    EXPECT_THAT(licence_problems({"a.mjs", "// " + licence}), IsEmpty());
    EXPECT_THAT(licence_problems({"a.css", "/* SPDX-License-Identifier: BSD-3-Clause */\n"}),
                IsEmpty());
    EXPECT_EQ(licence_problems({"a.cpp", "# " + licence}).size(), 1U);
    EXPECT_EQ(licence_problems({"a.cpp", ""}).size(), 1U);

    EXPECT_THAT(text_problems({"a.cpp", std::string(columns, 'x') + "\n"}), IsEmpty());
    EXPECT_THAT(text_problems({"a.cpp", std::string(columns + 1, 'x') + "\n"}),
                ElementsAre(HasSubstr("a.cpp:1: too wide")));
    EXPECT_EQ(text_problems({"a.cpp", "\n\xc3\xa9\n"}).size(), 1U);
    EXPECT_EQ(text_problems({"a.cpp", "\tint a;\n"}).size(), 1U);
    EXPECT_EQ(text_problems({"a.cpp", "int a; \n"}).size(), 1U);
    EXPECT_EQ(text_problems({"a.cpp", "int a;"}).size(), 1U);

    EXPECT_THAT(length_problems({"a.hpp", std::string(header_lines, '\n')}), IsEmpty());
    EXPECT_EQ(length_problems({"a.hpp", std::string(header_lines + 1, '\n')}).size(), 1U);
    EXPECT_THAT(length_problems({"a.cpp", std::string(file_lines, '\n')}), IsEmpty());
    EXPECT_EQ(length_problems({"a.cpp", std::string(file_lines + 1, '\n')}).size(), 1U);
}

TEST(Style, BadFormattingIsFound) {
    if (!has_clang_format_14()) GTEST_SKIP() << "no clang-format 14 here";
    const fs::path file = scratch("snippet.cpp");
    std::ofstream(file) << "int  main( ) {return 0 ;}\n";
    EXPECT_THAT(format_problems({file}), Contains(file.string() + ":1:4"));
    std::ofstream(file) << "int main() { return 0; }\n";
    EXPECT_THAT(format_problems({file}), IsEmpty());
    fs::remove(file);
    EXPECT_THAT(format_problems({file}), Not(IsEmpty()));
}

}  // namespace
}  // namespace regimes::codebase
