// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/sweep/sweep_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "regimes/store/store_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::ElementsAre;

/// The sweep in a file of this text.
SweepFile read(const std::string& text) {
    const StoreFolder folder;
    return read_sweep_file(folder.file("sweep.toml", text));
}

/// What is said about a file of this text, without the folder; "" if it is taken.
std::string error(const std::string& text) {
    try {
        read(text);
    } catch (const SweepFileError& error) {
        const std::string what = error.what();
        return what.substr(what.find("sweep.toml"));
    }
    return "";
}

/// The points as text, one a line.
std::vector<std::string> points(const std::string& text) {
    std::vector<std::string> texts;
    for (const Parameters& task : read(text).tasks) texts.push_back(canonical_text(task));
    return texts;
}

TEST(SweepFile, IsTheProductOfItsAxesInTheOrderOfTheFile) {
    EXPECT_THAT(
        points("experiment = \"e\"\n[fixed]\nf = true\n"
               "[grid]\nb = [1, 2.5]\na = \"x\"\nseeds = 2\n"),
        ElementsAre(R"({"a":"x","b":1,"f":true,"seed":0})", R"({"a":"x","b":1,"f":true,"seed":1})",
                    R"({"a":"x","b":2.5,"f":true,"seed":0})",
                    R"({"a":"x","b":2.5,"f":true,"seed":1})"));
    EXPECT_THAT(points("experiment = \"e\"\n[grid]\nseeds = 2\nb = [1, 2]\n"),
                ElementsAre(R"({"b":1,"seed":0})", R"({"b":2,"seed":0})", R"({"b":1,"seed":1})",
                            R"({"b":2,"seed":1})"));
}

TEST(SweepFile, KnowsRanges) {
    EXPECT_THAT(points("experiment = \"e\"\n[grid]\n"
                       "a = { from = 0.1, to = 10, count = 3, scale = \"log\" }\n"),
                ElementsAre(R"({"a":0.1})", R"({"a":1.0})", R"({"a":10.0})"));
    EXPECT_THAT(points("experiment = \"e\"\n[grid]\na = { from = 0, to = 10, count = 3 }\n"),
                ElementsAre(R"({"a":0})", R"({"a":5})", R"({"a":10})"));
    EXPECT_THAT(points("experiment = \"e\"\n[grid]\nseeds = { first = 10, count = 2 }\n"),
                ElementsAre(R"({"seed":10})", R"({"seed":11})"));
}

TEST(SweepFile, PlacesWhatOthersSayAboutAParameter) {
    const SweepFile file = read("experiment = \"e\"\n[fixed]\nb = 1\n[grid]\n\na = 1\n");
    EXPECT_EQ(file.experiment, "e");
    EXPECT_EQ(file.placed("a: unknown"), file.path.string() + ":6: a: unknown");
    EXPECT_EQ(file.placed("b: unknown"), file.path.string() + ":3: b: unknown");
    EXPECT_EQ(file.placed("experiment: unknown"), file.path.string() + ":1: experiment: unknown");
    EXPECT_EQ(file.placed("c: missing"), file.path.string() + ": c: missing");
}

TEST(SweepFile, NamesWhatIsWrongAndWhere) {
    EXPECT_THROW(read_sweep_file("/nowhere/sweep.toml"), SweepFileError);
    EXPECT_THROW(read_sweep_file("/"), SweepFileError);
    const std::string head = "experiment = \"e\"\n[grid]\n";
    EXPECT_EQ(error("[grid]\na = 1\n"),
              "sweep.toml: study: study = \"NAME\" or experiment = \"NAME\" expected, one of them");
    EXPECT_EQ(error("experiment = 3\n[grid]\na = 1\n"),
              "sweep.toml:1: experiment: a name, in quotes, expected");
    EXPECT_EQ(
        error("experiment = \"e\"\nfixd = 1\n"),
        "sweep.toml:2: fixd: unknown key, one of study, experiment, fixed, grid expected; the "
        "nearest is fixed");
    EXPECT_EQ(error(head + "a = { from = 1, to = 2, cuont = 3 }\n"),
              "sweep.toml:3: a.cuont: unknown key, one of from, to, count, scale expected; the "
              "nearest is count");
    EXPECT_EQ(error(head + "a = { from = 1, count = 3 }\n"), "sweep.toml:3: a: to is missing");
    EXPECT_EQ(error(head + "a = { from = 1, to = 2, count = -3 }\n"),
              "sweep.toml:3: a.count: -3 given, 1 to 10000000 expected");
    EXPECT_EQ(error(head + "a = { from = 1, to = 2, count = 2.5 }\n"),
              "sweep.toml:3: a.count: a whole number expected");
    EXPECT_EQ(error(head + "a = { from = 1, to = 2, count = 1 }\n"),
              "sweep.toml:3: a.count: 1 given, at least 2 expected for a range with two ends");
    EXPECT_EQ(error(head + "a = { from = 0, to = 2, count = 3, scale = \"log\" }\n"),
              "sweep.toml:3: a.from: 0 given, a number > 0 expected for scale \"log\"");
    EXPECT_EQ(error(head + "a = { from = 1, to = 2, count = 3, scale = \"lin\" }\n"),
              "sweep.toml:3: a.scale: \"linear\" or \"log\" expected");
    EXPECT_EQ(error(head + "a = { from = \"x\", to = 2, count = 3 }\n"),
              "sweep.toml:3: a.from: a number expected");
    EXPECT_EQ(error(head + "seeds = -1\n"),
              "sweep.toml:3: seeds: -1 given, 1 to 10000000 expected");
    EXPECT_EQ(error(head + "seeds = { first = 9223372036854775807, count = 2 }\n"),
              "sweep.toml:3: seeds.first: 9223372036854775807 given, which is too large");
    EXPECT_EQ(error(head + "a = 1\nb = []\n"),
              "sweep.toml:4: b: an empty list, at least one value expected");
    EXPECT_EQ(error(head + "a = [1, nan]\n"),
              "sweep.toml:3: a: nan given, a finite number expected");
    EXPECT_EQ(error(head + "a = [[1]]\n"),
              "sweep.toml:3: a: array given, a number, true, false or text expected");
    EXPECT_EQ(error(head), "sweep.toml:2: [grid]: empty, at least one parameter expected");
    EXPECT_EQ(error("experiment = \"e\"\n[fixed]\na = 1\n"),
              "sweep.toml: [grid]: a table with at least one parameter expected");
    EXPECT_EQ(error("experiment = \"e\"\n[fixed]\na = 1\n[grid]\na = 2\n"),
              "sweep.toml:5: a: given twice, first in line 3");
    EXPECT_EQ(error(head + "seed = 1\nseeds = 2\n"),
              "sweep.toml:4: seed: given twice, first in line 3");
    const std::string thousand = " = { from = 1, to = 2, count = 1000 }\n";
    EXPECT_EQ(error(head + "a" + thousand + "b" + thousand + "c" + thousand),
              "sweep.toml:5: [grid]: too many points, at most 10000000 expected");
    EXPECT_THAT(error(head + "a = \n"), ::testing::StartsWith("sweep.toml:3: "));
}

TEST(SweepFile, KeepsFromItsParserWhatThatWouldNotSurvive) {
    const std::string head = "experiment = \"e\"\n[grid]\n";
    const std::string alpha = "\xce\xb1";
    for (const std::string& line :
         {"a = 1e" + alpha, "a = 1" + alpha, "a = [1, 2." + alpha + "]", alpha + " = 1",
          "a = 1'" + alpha + "'", "a = 1.\"" + alpha + "\"", "a = \"\"\"\\\n" + alpha + "\"\"\"",
          "a = { b = 1" + alpha + " }"}) {
        EXPECT_THAT(error(head + line + "\n"),
                    ::testing::EndsWith("a letter beyond ASCII outside of quotes"))
            << line;
    }
    EXPECT_THAT(error(head + "a = 1\n# " + alpha + "\nb = 2e" + alpha),
                ::testing::StartsWith("sweep.toml:5: "));
    const std::string unplaced = "sweep.toml: not TOML; brackets that do not match?";
    EXPECT_EQ(error("[\na = 1\n"), unplaced);
    EXPECT_EQ(error("\n [[ =a]]\n"), unplaced);
    EXPECT_EQ(error(head + "a = [ }\n"), unplaced);
    EXPECT_EQ(error(head + "a = [\n [\n 1 ] ]\n"),
              "sweep.toml:4: a: array given, a number, true, false or text expected");
    std::string deep = "a";
    for (int k = 0; k < 400000; ++k) deep += ".a";
    EXPECT_EQ(error(deep + " = 1\n"),
              "sweep.toml:1: a key of more than 8 parts with dots between them");
    EXPECT_EQ(error("[" + deep + "]\n"),
              "sweep.toml:1: a key of more than 8 parts with dots between them");
}

TEST(SweepFile, TakesLettersOfAnyAlphabetInQuotesAndRemarks) {
    const std::string alpha = "\xce\xb1";
    const std::string text = alpha + " \\\" '" + alpha;
    EXPECT_THAT(
        points("\xef\xbb\xbf"
               "experiment = \"e\" # " +
               alpha + "\n[grid] # '" + alpha + "\na = [\"" + text + "\", '" + alpha + "',\n  '''" +
               alpha + "'''] # it's " + alpha + "\r\n\"" + alpha + "\" = 0.1\n"),
        ElementsAre("{\"a\":\"" + text + "\",\"" + alpha + "\":0.1}",
                    "{\"a\":\"" + alpha + "\",\"" + alpha + "\":0.1}",
                    "{\"a\":\"" + alpha + "\",\"" + alpha + "\":0.1}"));
}

}  // namespace
}  // namespace regimes
