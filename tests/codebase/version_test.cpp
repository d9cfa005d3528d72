// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <regex>

#include "regimes/core/version.hpp"
#include "tests/codebase/source_tree.hpp"

namespace regimes::codebase {
namespace {

/// What the group of the pattern holds in the first line that matches it; "" if none does.
std::string first_match(const std::string& text, const std::string& pattern) {
    const std::regex expression(pattern);
    for (const std::string& line : lines_of(text)) {
        std::smatch match;
        if (std::regex_match(line, match, expression)) return match[1];
    }
    return "";
}

std::string cited_version(const std::string& citation) {
    return first_match(citation, R"(version: ([0-9.]+))");
}

std::string newest_change(const std::string& changelog) {
    return first_match(changelog, R"(## ([0-9.]+).*)");
}

TEST(Version, IsTheSameEverywhere) {
    EXPECT_EQ(build_info().version, REGIMES_VERSION);
    EXPECT_EQ(cited_version(read_text(REGIMES_SOURCE_DIR "/CITATION.cff")), REGIMES_VERSION);
    EXPECT_EQ(newest_change(read_text(REGIMES_SOURCE_DIR "/CHANGELOG.md")), REGIMES_VERSION);
}

TEST(Version, OtherVersionsAreSeen) {
    EXPECT_EQ(cited_version("cff-version: 1.2.0\nversion: 9.8.7\n"), "9.8.7");
    EXPECT_EQ(newest_change("# Changes\n\n## 9.8.7 (soon)\n## 0.1.0\n"), "9.8.7");
    EXPECT_EQ(newest_change("# Changes\n"), "");
}

}  // namespace
}  // namespace regimes::codebase
