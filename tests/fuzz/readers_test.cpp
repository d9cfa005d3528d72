// SPDX-License-Identifier: BSD-3-Clause
// Every reader on its seeds, and on thousands of texts that differ from them by a few edits, the
// same in every run. scripts/fuzz goes on from here with libFuzzer.
#include "tests/fuzz/readers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "regimes/core/random.hpp"

namespace regimes::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr int mutants = 4000;  ///< of each reader

/// The seeds of a reader by name.
std::map<std::string, std::string> seeds(const std::string& reader) {
    std::map<std::string, std::string> texts;
    for (const auto& entry :
         fs::directory_iterator(fs::path(REGIMES_SOURCE_DIR) / "tests/fuzz/seeds" / reader)) {
        std::ifstream stream(entry.path(), std::ios::binary);
        texts[entry.path().filename()] = {std::istreambuf_iterator<char>(stream), {}};
    }
    return texts;
}

/// What readers stumble over.
const std::vector<std::string> words = {"nan",
                                        "inf",
                                        "1e308",
                                        "-1e400",
                                        "1e-320",
                                        "-",
                                        "0x1p3",
                                        "99999999999999999999",
                                        ".",
                                        ",",
                                        ";",
                                        ":",
                                        "\"",
                                        "'",
                                        "\n",
                                        "[",
                                        "]",
                                        "{",
                                        "}",
                                        "=",
                                        "\\u0",
                                        "\xff",
                                        "\xce\xb1",
                                        std::string(1, '\0'),
                                        std::string(8, '\xff')};

std::string mutated(std::string text, const std::string& other, RandomStream& random) {
    const auto place = [&random](const std::string& in) { return random.below(in.size() + 1); };
    for (std::uint64_t edits = 1 + random.below(4); edits > 0; --edits) {
        const std::size_t at = place(text);
        switch (random.below(5)) {
            case 0: text.insert(at, words[random.below(words.size())]); break;
            case 1: text.erase(at, 1 + random.below(8)); break;
            case 2: text.insert(at, text.substr(place(text), random.below(16))); break;
            case 3: text.replace(at, text.npos, other.substr(place(other))); break;
            default:
                if (at < text.size()) text[at] = static_cast<char>(random.bits());
        }
    }
    return text;
}

std::vector<std::string> names() {
    std::vector<std::string> list;
    for (const Reader& reader : readers()) list.push_back(reader.name);
    return list;
}

class Readers : public ::testing::TestWithParam<std::string> {
protected:
    bool takes(const std::string& text) const { return find_reader(GetParam()).takes(text); }
};

TEST_P(Readers, TakeTheirSeedsAndRefuseTheBadOnes) {
    for (const auto& [name, text] : seeds(GetParam())) {
        EXPECT_EQ(takes(text), !name.starts_with("bad")) << name;
    }
}

TEST_P(Readers, TakeOrRefuseWhateverComes) {
    std::vector<std::string> texts;
    for (const auto& [name, text] : seeds(GetParam())) texts.push_back(text);
    ASSERT_FALSE(texts.empty());
    RandomStream random(1, GetParam());
    int taken = 0;
    for (int k = 0; k < mutants; ++k) {
        const std::string& other = texts[random.below(texts.size())];
        const std::string text = mutated(texts[random.below(texts.size())], other, random);
        SCOPED_TRACE(::testing::PrintToString(text));
        ASSERT_NO_THROW(taken += takes(text));
    }
    EXPECT_GT(taken, 0);  // and so have been past the door
    EXPECT_LT(taken, mutants);
}

INSTANTIATE_TEST_SUITE_P(All, Readers, ::testing::ValuesIn(names()),
                         [](const auto& test) { return test.param; });

TEST(ReaderSeeds, HaveAFolderForEachReader) {
    std::vector<std::string> folders;
    for (const auto& entry :
         fs::directory_iterator(fs::path(REGIMES_SOURCE_DIR) / "tests/fuzz/seeds")) {
        folders.push_back(entry.path().filename());
    }
    // from which CMake makes its targets
    EXPECT_THAT(folders, ::testing::UnorderedElementsAreArray(names()));
}

}  // namespace
}  // namespace regimes::fuzz
