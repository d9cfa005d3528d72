// SPDX-License-Identifier: BSD-3-Clause
// What the documents and scripts show must be so: snippets, commands, options, links.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

namespace regimes {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using Texts = std::vector<std::string>;

const fs::path root = REGIMES_SOURCE_DIR;
const Texts documents = {"README.md", "CONTRIBUTING.md", "docs/ARCHITECTURE.md", "docs/tutorial.md",
                         "docs/JSON.md"};

std::string read_text(const std::string& path) {
    std::ifstream stream(root / path);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) throw std::runtime_error("cannot read " + path);
    return text.str();
}

/// The text between two marks, without them; "" if they are not there.
std::string between(const std::string& text, const std::string& first, const std::string& last) {
    const auto start = text.find(first);
    if (start == std::string::npos) return "";
    const auto from = start + first.size();
    const auto to = text.find(last, from);
    return to == std::string::npos ? "" : text.substr(from, to - from);
}

std::string without_indent(const std::string& text) {
    return std::regex_replace(text, std::regex("(^|\n)    "), "$1");
}

/// Every first group of a pattern.
Texts all_matches(const std::string& text, const std::string& pattern) {
    const std::regex expression(pattern);
    Texts found;
    for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) {
        found.push_back((*at)[1]);
    }
    return found;
}

std::string output_of(const std::string& command) {
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
    std::string output;
    std::array<char, 4096> buffer{};
    while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
        output.append(buffer.data(), size);
    }
    return pclose(pipe) == 0 ? output : "";
}

/// Lines that call the program, with continued lines joined, from the verb on.
Texts calls_in(const std::string& text) {
    const std::string joined = std::regex_replace(text, std::regex(R"(\\\n\s*)"), "");
    return all_matches(joined, "(?:^|\n) *(?:build/release/bin/)?regimes ([a-z][^\n]*)");
}

/// Options in these calls that `regimes VERB --help` does not name.
Texts unknown_options(const Texts& calls) {
    Texts unknown;
    for (const std::string& call : calls) {
        const std::string verb = call.substr(0, call.find(' '));
        const std::string help = output_of("'" REGIMES_PROGRAM "' " + verb + " --help");
        const Texts known = all_matches(help, "(--[a-z0-9-]+)");
        const std::set<std::string> names(known.begin(), known.end());
        for (const std::string& option : all_matches(call, " (--[a-z0-9-]+)")) {
            if (!names.contains(option)) unknown.push_back(verb + " " + option);
        }
    }
    return unknown;
}

TEST(Documents, SnippetOfTheReadmeIsInTheExample) {
    const std::string snippet = between(read_text("README.md"), "```cpp\n", "```\n");
    const std::string example = read_text("examples/where_training_lands.cpp");
    const std::string section = between(example, "// [README]\n", "    // [README]\n");
    ASSERT_THAT(snippet, Not(IsEmpty()));
    EXPECT_EQ(snippet, without_indent(section));
}

TEST(Documents, OptionsShownExist) {
    for (const char* path : {"README.md", "docs/tutorial.md", "scripts/demo"}) {
        const Texts calls = calls_in(read_text(path));
        EXPECT_THAT(calls, Not(IsEmpty())) << path;
        EXPECT_THAT(unknown_options(calls), IsEmpty()) << path;
    }
}

TEST(Documents, UnknownOptionsAreFound) {
    const Texts calls =
        calls_in("text\n    regimes fit --x a.csv \\\n        --no-such-option 1\n");
    EXPECT_THAT(calls, ElementsAre("fit --x a.csv --no-such-option 1"));
    EXPECT_THAT(unknown_options(calls), ElementsAre("fit --no-such-option"));
    EXPECT_THAT(unknown_options({"nonsense --x"}), ElementsAre("nonsense --x"));
}

/// Scripts a text names that cannot be run.
Texts missing_scripts(const std::string& text) {
    Texts missing;
    for (const std::string& script : all_matches(text, "[ `](scripts/[a-z-]+)")) {
        const auto status = fs::status(root / script);
        const bool runs = fs::is_regular_file(status) &&
                          (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
        if (!runs) missing.push_back(script);
    }
    return missing;
}

TEST(Documents, ScriptsNamedCanBeRun) {
    for (const std::string& path : documents) {
        EXPECT_THAT(missing_scripts(read_text(path)), IsEmpty()) << path;
    }
    EXPECT_THAT(missing_scripts("run `scripts/test` and\n    scripts/nonsense --core\n"),
                ElementsAre("scripts/nonsense"));
}

/// Targets of relative links and pictures that are not there; `folder` holds the document.
Texts broken_links(const std::string& text, const fs::path& folder) {
    Texts broken;
    for (const std::string& target : all_matches(text, R"(\]\(([^)#]+)\))")) {
        if (target.starts_with("http")) continue;
        if (!fs::exists(folder / target)) broken.push_back(target);
    }
    return broken;
}

TEST(Documents, LinksLeadSomewhere) {
    for (const std::string& path : documents) {
        const fs::path folder = (root / path).parent_path();
        EXPECT_THAT(broken_links(read_text(path), folder), IsEmpty()) << path;
    }
    EXPECT_THAT(broken_links("[a](README.md) ![b](none.png) [c](https://example.org)", root),
                ElementsAre("none.png"));
}

}  // namespace
}  // namespace regimes
