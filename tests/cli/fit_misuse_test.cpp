// SPDX-License-Identifier: BSD-3-Clause
// `regimes fit` on bad input: exit code 2, one clear line, nothing printed, nothing written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

using ::testing::HasSubstr;

/// Bytes of an NPY file (version 1.0) with this header and data.
std::string npy(const std::string& header, const std::string& data) {
    std::string padded = header;
    padded.resize(117, ' ');
    return std::string("\x93NUMPY\1\0v\0", 10) + padded + "\n" + data;
}

/// One way to get it wrong: options after `fit`, and what the line must say.
struct Misuse {
    std::string name;
    std::vector<std::string> options;  ///< "@file" stands for a file of the fixture
    std::vector<std::string> says;
};

void PrintTo(const Misuse& misuse, std::ostream* stream) { *stream << misuse.name; }

class FitMisuse : public ::testing::TestWithParam<Misuse> {
protected:
    FitMisuse() {
        folder_.file("x.csv", "1,2\n3,4\n");
        folder_.file("y.csv", "1\n2\n");
        folder_.file("empty.csv", "");
        folder_.file("ragged.csv", "1,2\n3\n");
        folder_.file("word.csv", "1,2\n3,four\n");
        folder_.file("nan.csv", "1,2\n3,nan\n");
        folder_.file("inf.csv", "1,2\ninf,3\n");
        folder_.file("long.csv", "1\n2\n3\n");
        folder_.file("wide_y.csv", "1,2\n3,4\n");
        const std::string shape = "'fortran_order': False, 'shape': (2, 2), }";
        folder_.file("short.npy", npy("{'descr': '<f8', " + shape, std::string(31, '\0')));
        folder_.file("object.npy", npy("{'descr': '|O', " + shape, std::string(32, '\0')));
        folder_.file("cube.npy",
                     npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2, 2), }",
                         std::string(64, '\0')));
        folder_.file("plain", "a file");
        folder_.file("negative.csv", "1\n-2\n");
        folder_.file("three.csv", "1,2,3\n");
        folder_.file("rows.csv", "1,2\n0.5,1\n");
        folder_.file("kinds.csv", "kind\ncat\ndog\n");
    }

    std::string in_folder(const std::string& option) const {
        return option[0] == '@' ? folder_.path(option.substr(1)) : option;
    }

    /// Good files first, so that an option given again is the one that counts.
    std::vector<std::string> arguments(const Misuse& misuse) const {
        std::vector<std::string> all = {"fit"};
        const auto given = [&misuse](const char* option) {
            return std::count(misuse.options.begin(), misuse.options.end(), option) > 0;
        };
        if (!given("--x")) all.insert(all.end(), {"--x", folder_.path("x.csv")});
        if (!given("--y")) all.insert(all.end(), {"--y", folder_.path("y.csv")});
        if (!given("--out")) all.insert(all.end(), {"--out", folder_.path("landing")});
        for (const std::string& option : misuse.options) all.push_back(in_folder(option));
        return all;
    }

    ScratchFolder folder_;
};

TEST_P(FitMisuse, IsNamedInOneLine) {
    const Outcome outcome = run_program(arguments(GetParam()));
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_THAT(outcome.err, ::testing::StartsWith("regimes: fit: "));
    for (const std::string& part : GetParam().says) EXPECT_THAT(outcome.err, HasSubstr(part));
    EXPECT_FALSE(std::filesystem::exists(folder_.path("landing")));
}

INSTANTIATE_TEST_SUITE_P(
    Files, FitMisuse,
    ::testing::Values(
        Misuse{"Missing", {"--x", "@nowhere.csv"}, {"nowhere.csv", "No such file"}},
        Misuse{"Directory", {"--x", "@"}, {"irectory"}},
        Misuse{"Empty", {"--x", "@empty.csv"}, {"empty.csv", "empty"}},
        Misuse{"Ragged", {"--x", "@ragged.csv"}, {"ragged.csv", "row 2", "1", "2"}},
        Misuse{"Word", {"--x", "@word.csv"}, {"word.csv", "row 2", "column 2", "four"}},
        Misuse{"NotANumber", {"--x", "@nan.csv"}, {"nan.csv", "row 2", "column 2", "nan"}},
        Misuse{"Infinite", {"--x", "@inf.csv"}, {"inf.csv", "row 2", "column 1", "inf"}},
        Misuse{"Lengths", {"--y", "@long.csv"}, {"x.csv has 2 rows", "long.csv has 3"}},
        Misuse{"MatrixForVector", {"--y", "@wide_y.csv"}, {"wide_y.csv", "2"}},
        Misuse{"Truncated", {"--x", "@short.npy"}, {"short.npy", "32", "31"}},
        Misuse{"Objects", {"--x", "@object.npy"}, {"object.npy", "O"}},
        Misuse{"Cube", {"--x", "@cube.npy"}, {"cube.npy", "3"}},
        Misuse{"TestColumns",
               {"--test-x", "@y.csv", "--test-y", "@y.csv"},
               {"y.csv has 1 columns", "x.csv has 2"}},
        Misuse{"TestLengths",
               {"--test-x", "@x.csv", "--test-y", "@long.csv"},
               {"x.csv has 2 rows", "long.csv has 3"}},
        Misuse{"WordsForNumbers",
               {"--y", "@kinds.csv"},
               {"kinds.csv: row 2, column 1 (kind): \"cat\" is not a number; a target is a number: "
                "write two classes as 1 and -1"}},
        Misuse{"StdinTwice", {"--x", "-", "--y", "/dev/stdin"}, {"--x and --y: both are stdin"}},
        Misuse{"TestAlone", {"--test-x", "@x.csv"}, {"--test-x", "--test-y"}}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Options, FitMisuse,
    ::testing::Values(
        Misuse{"AlphaZero", {"--alpha", "0"}, {"--alpha", "\"0\"", "above 0"}},
        Misuse{"AlphaNegative", {"--alpha", "1,-2"}, {"--alpha", "\"-2\"", "above 0"}},
        Misuse{"AlphaNegativeFirst", {"--alpha", "-.5"}, {"--alpha", "\"-.5\"", "above 0"}},
        Misuse{"DepthsTooWide", {"--depth", "2:1e308:5"}, {"--depth", "\"2:1e308:5\"", "range"}},
        Misuse{"AlphaNan", {"--alpha", "nan"}, {"--alpha", "\"nan\"", "finite number"}},
        Misuse{"AlphaWord", {"--alpha", "small"}, {"--alpha", "\"small\""}},
        Misuse{"AlphaTail", {"--alpha", "1x"}, {"--alpha", "\"1x\""}},
        Misuse{"AlphaRangeToZero", {"--alpha", "1:0:5"}, {"--alpha", "\"0\"", "above 0"}},
        Misuse{"AlphaUnderflows", {"--alpha", "1e-400"}, {"--alpha", "1e-400", "range"}},
        Misuse{"AlphaEmpty", {"--alpha", "1,,2"}, {"--alpha", "\"\""}},
        Misuse{"LogAlphaInfinite", {"--log10-alpha", "-inf"}, {"--log10-alpha", "\"-inf\""}},
        Misuse{"CountZero", {"--log10-alpha", "2:-12:0"}, {"--log10-alpha", "\"0\""}},
        Misuse{"CountOne", {"--log10-alpha", "2:-12:1"}, {"--log10-alpha", "1 given"}},
        Misuse{"CountFraction", {"--log10-alpha", "2:-12:1.5"}, {"--log10-alpha", "\"1.5\""}},
        Misuse{"CountHuge", {"--log10-alpha", "2:-12:1000000"}, {"--log10-alpha", "1000000"}},
        Misuse{"RangeOfTwo", {"--log10-alpha", "2:-12"}, {"--log10-alpha", "from:to:count"}},
        Misuse{"BothAlphas", {"--alpha", "1", "--log10-alpha", "0"}, {"--alpha and --log10"}},
        Misuse{"Shallow", {"--depth", "1.9"}, {"--depth", "1.9", "at least 2"}},
        Misuse{"DepthNan", {"--depth", "nan"}, {"--depth", "\"nan\""}},
        Misuse{"DepthTwice", {"--depth", "2,2"}, {"--depth", "twice"}},
        Misuse{"UnknownMethod", {"--method", "exakt"}, {"--method", "exakt", "exact"}},
        Misuse{"StepOfTheFlow",
               {"--method", "flow", "--step-size", "0.1"},
               {"--step-size", "--method descent"}},
        Misuse{"StepsOfTheExact", {"--max-steps", "10"}, {"--max-steps", "flow or descent"}},
        Misuse{"StepNegative",
               {"--method", "descent", "--step-size", "-1"},
               {"--step-size", "-1", "above 0"}},
        Misuse{"MomentumOne",
               {"--method", "descent", "--momentum", "1"},
               {"--momentum", "1 given", "below 1"}},
        Misuse{"ExplicitFlow",
               {"--method", "flow", "--regularizer", "explicit"},
               {"--regularizer", "--method exact"}},
        Misuse{"UnknownRegularizer", {"--regularizer", "l1"}, {"--regularizer", "implicit"}},
        Misuse{"ExplicitDeep",
               {"--regularizer", "explicit", "--depth", "2,3"},
               {"--regularizer", "depth 2 only", "3"}},
        Misuse{"ImageSize", {"--image", "28x28"}, {"--image", "784", "x.csv has 2 columns"}},
        Misuse{"ImageForm", {"--image", "28"}, {"--image", "28", "ROWSxCOLUMNS"}},
        Misuse{"ImageZero", {"--image", "0x2"}, {"--image", "\"0\""}},
        Misuse{"ImageOverflow", {"--image", "4294967296x4294967296"}, {"--image", "4294967296"}},
        Misuse{"ShapeCount", {"--shape", "@three.csv"}, {"--shape", "3 numbers", "2 features"}},
        Misuse{
            "ShapeSign", {"--shape", "@negative.csv"}, {"negative.csv: row 2", "-2", "positive"}},
        Misuse{"ShapeOfTwoRows", {"--shape", "@rows.csv"}, {"--shape", "single row or column"}},
        Misuse{"StartOfOneRow", {"--start", "@three.csv"}, {"--start", "two rows", "two columns"}},
        Misuse{"StartAndShape",
               {"--start", "@rows.csv", "--shape", "@y.csv"},
               {"--shape and --start: both given"}},
        Misuse{"ExplicitBias",
               {"--start", "@rows.csv", "--regularizer", "explicit"},
               {"--start", "unbiased starts only", "--shape"}},
        Misuse{"Tolerance", {"--primal-tolerance", "0"}, {"--primal-tolerance", "0"}},
        Misuse{"GapTolerance", {"--gap-tolerance", "-1"}, {"--gap-tolerance", "-1"}},
        Misuse{"Threads", {"--threads", "-1"}, {"--threads", "-1"}},
        Misuse{"Iterations", {"--max-iterations", "0"}, {"--max-iterations", "0"}},
        Misuse{"IterationsOverflow",
               {"--max-iterations", "4294967297"},
               {"--max-iterations: 4294967297 given", "at most 2147483647"}},
        Misuse{"ThreadsBeyondAll",
               {"--threads", "99999999999999999999"},
               {"--threads", "\"99999999999999999999\"", "range of whole numbers"}},
        Misuse{"ThreadsOverflow", {"--threads", "4294967297"}, {"--threads: 4294967297 given"}},
        Misuse{"AlphaTwice", {"--alpha", "0.1,0.1"}, {"--alpha: 0.1 given twice"}},
        Misuse{"OutEmpty", {"--out", ""}, {"--out: \"\" given, a folder expected"}},
        Misuse{"OutIsAFile", {"--out", "@plain"}, {"--out", "plain", "not a folder"}},
        Misuse{"OutInAFile", {"--out", "@plain/deeper"}, {"--out", "plain", "not a folder"}},
        Misuse{"OutCannotBeMade", {"--out", "/proc/landing"}, {"--out", "/proc"}},
        Misuse{"AlphaMissing",
               {"--alpha"},
               {"--alpha: no value given, A expected: scale of", "a comma list, or from:to:count"}},
        Misuse{"ValueMissing", {"--depth"}, {"--depth: no value given, D[,D...] expected: depth"}}),
    [](const auto& test) { return test.param.name; });

TEST(FitMisuse, ATargetOfWordsIsToBeCoded) {
    const ScratchFolder folder;
    const std::string x = folder.file("x.csv", "a,b,kind\n1,2,cat\n3,4,dog\n");
    const Outcome outcome = run_program({"fit", "--x", x, "--target", "kind"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("(kind): \"cat\" is not a number; a target is a number"));
    EXPECT_THAT(outcome.err, ::testing::Not(HasSubstr("id_column")));
    const Outcome trained = run_program({"train", "--x", x, "--target", "kind"});
    EXPECT_THAT(trained.err, HasSubstr("; words are classes with loss cross-entropy"));
}

TEST(FitMisuse, NeedsItsFiles) {
    const Outcome outcome = run_program({"fit"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.err, "regimes: fit: --x is required\n");
}

}  // namespace
}  // namespace regimes::cli
