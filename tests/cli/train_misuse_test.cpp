// SPDX-License-Identifier: BSD-3-Clause
// `regimes train` on bad input: exit code 2, one clear line, nothing printed, nothing written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

/// One way to get it wrong: options after `train`, and what the line must say.
struct Misuse {
    std::string name;
    Words options;  ///< "@file" stands for a file of the fixture; without --data or --x good files
    Words says;     ///< are added
};

void PrintTo(const Misuse& misuse, std::ostream* stream) { *stream << misuse.name; }

class TrainMisuse : public ::testing::TestWithParam<Misuse> {
protected:
    TrainMisuse() {
        folder_.file("x.csv", "1,2\n2,1\n0,1\n1,0\n");
        folder_.file("y.csv", "1\n2\n3\n4\n");
        folder_.file("wide.csv", "1,2,3\n2,1,1\n0,1,1\n1,0,1\n");
        folder_.file("y3.csv", "1\n2\n3\n");
        folder_.file("word.csv", "1,2\n2,x\n0,1\n1,0\n");
        folder_.file("l.csv", "0\n1\n1\n0\n");
        folder_.file("l3.csv", "0\n1\n1\n");
        folder_.file("half.csv", "0\n1\n0.5\n0\n");
        folder_.file("missing.csv", "0\n1\nNA\n0\n");
        folder_.file("high.csv", "0\n1\n2\n0\n");
        folder_.file("one.csv", "0\n0\n0\n0\n");
        folder_.file("named.csv", "a,b\n1,2\n2,1\n0,1\n1,0\n");
        folder_.file("others.csv", "b,c\n1,2\n2,1\n0,1\n1,0\n");
        folder_.file("plain", "a file");
    }

    Words arguments(const Misuse& misuse) const {
        Words all = {"train"};
        const auto given = [&misuse](const char* option) {
            return std::count(misuse.options.begin(), misuse.options.end(), option) > 0;
        };
        if (!given("--data") && !given("--x")) {
            all.insert(all.end(), {"--x", folder_.path("x.csv")});
            if (!given("--labels")) all.insert(all.end(), {"--y", folder_.path("y.csv")});
        }
        if (!given("--out")) all.insert(all.end(), {"--out", folder_.path("trained")});
        for (const std::string& option : misuse.options) {
            all.push_back(!option.empty() && option[0] == '@' ? folder_.path(option.substr(1))
                                                              : option);
        }
        return all;
    }

    ScratchFolder folder_;
};

void expect_refusal(const Outcome& outcome, const Words& says) {
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("regimes: train: "));
    for (const std::string& part : says) EXPECT_THAT(outcome.err, HasSubstr(part));
}

TEST_P(TrainMisuse, IsNamedInOneLine) {
    expect_refusal(run_program(arguments(GetParam())), GetParam().says);
    EXPECT_FALSE(std::filesystem::exists(folder_.path("trained")));
}

INSTANTIATE_TEST_SUITE_P(
    Data, TrainMisuse,
    ::testing::Values(
        Misuse{"UnknownSet", {"--data", "minst"}, {"--data", "\"minst\"", "nearest is mnist"}},
        Misuse{"SetAndFile", {"--data", "mnist", "--x", "@x.csv"}, {"--data and --x: both"}},
        Misuse{"SetAndTest", {"--data", "mnist", "--test-y", "@y.csv"}, {"--data and --test-y"}},
        Misuse{"NoTargets", {"--x", "@x.csv"}, {"--y and --labels: none given"}},
        Misuse{"BothTargets",
               {"--x", "@x.csv", "--y", "@y.csv", "--labels", "@l.csv"},
               {"--y and --labels: both given"}},
        Misuse{"Missing", {"--x", "@nowhere.csv", "--y", "@y.csv"}, {"nowhere.csv", "No such"}},
        Misuse{"MissingLabels", {"--labels", "@nowhere.csv"}, {"nowhere.csv", "No such file"}},
        Misuse{"Word", {"--x", "@word.csv", "--y", "@y.csv"}, {"row 2, column 2", "x"}},
        Misuse{"RowsOfNumbers",
               {"--x", "@x.csv", "--y", "@y3.csv"},
               {"x.csv has 4 rows, but", "y3.csv has 3", "one for each"}},
        Misuse{"RowsOfLabels", {"--labels", "@l3.csv"}, {"x.csv has 4 rows, but", "l3.csv has 3"}},
        Misuse{"LabelHalf", {"--labels", "@half.csv"}, {"half.csv: the label of sample 3 is 0.5"}},
        Misuse{"LabelMissing", {"--labels", "@missing.csv"}, {"label of sample 3 is missing"}},
        Misuse{
            "NamesOfTest",
            {"--x", "@named.csv", "--y", "@y.csv", "--test-x", "@others.csv", "--test-y", "@y.csv"},
            {"others.csv: the columns of ", "named.csv expected", "lacks a and has c"}},
        Misuse{"TargetAndY",
               {"--x", "@named.csv", "--target", "b", "--y", "@y.csv"},
               {"--target and --y: both given"}},
        Misuse{"TargetUnknown",
               {"--x", "@named.csv", "--target", "c"},
               {"--target: \"c\" given, but ", "named.csv has no column of this name"}},
        Misuse{"OneClass", {"--labels", "@one.csv"}, {"one.csv", "two classes expected"}},
        Misuse{"LabelOfNoClass",
               {"--labels", "@l.csv", "--test-x", "@x.csv", "--test-labels", "@high.csv"},
               {"high.csv: the label of sample 3 is 2, one of 0, 1 expected", "l.csv"}},
        Misuse{"TestAlone", {"--test-x", "@x.csv"}, {"--test-x and --test-y: one given"}},
        Misuse{"TestOfOtherKind",
               {"--test-x", "@x.csv", "--test-labels", "@l.csv"},
               {"--test-labels: --test-y expected"}},
        Misuse{"TestWide",
               {"--test-x", "@wide.csv", "--test-y", "@y.csv"},
               {"wide.csv has 3 columns, but", "x.csv has 2"}},
        Misuse{"TestOutputs",
               {"--test-x", "@x.csv", "--test-y", "@wide.csv"},
               {"wide.csv has 3 columns, but", "y.csv has 1"}},
        Misuse{"SamplesZero", {"--samples", "0"}, {"--samples", "\"0\"", "at least 1"}},
        Misuse{"SamplesBeyond", {"--samples", "5"}, {"--samples: 5 given, at most 4", "x.csv"}},
        Misuse{"SamplesBeyondSet",
               {"--data", "fashion-mnist", "--samples", "60001"},
               {"--samples: 60001 given, at most 60000"}},
        Misuse{"TestSamplesAlone", {"--test-samples", "5"}, {"--test-samples", "--test-x"}}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Options, TrainMisuse,
    ::testing::Values(
        Misuse{"WidthZero", {"--hidden", "0"}, {"--hidden", "\"0\"", "at least 1"}},
        Misuse{"WidthMissing", {"--hidden", "30,,30"}, {"--hidden", "\"\""}},
        Misuse{"WidthWord", {"--hidden", "wide"}, {"--hidden", "\"wide\""}},
        Misuse{"Init", {"--init", "he"}, {"--init", "\"he\"", "he-normal"}},
        Misuse{"Seed", {"--seed", "-1"}, {"--seed", "\"-1\""}},
        Misuse{"AlphaZero", {"--alpha", "0"}, {"--alpha", "\"0\"", "above 0"}},
        Misuse{"AlphaNegative", {"--alpha", "1,-1"}, {"--alpha", "\"-1\""}},
        Misuse{"AlphaTwice", {"--alpha", "1,2,1"}, {"--alpha: 1 given twice"}},
        Misuse{"AlphaHuge", {"--log10-alpha", "40"}, {"--log10-alpha: 1e40 given", "1e30"}},
        Misuse{"BothAlphas", {"--alpha", "1", "--log10-alpha", "0"}, {"--alpha and --log10"}},
        Misuse{"Loss", {"--loss", "square"}, {"--loss", "\"square\"", "nearest is squared"}},
        Misuse{"LossOfNumbers", {"--loss", "cross-entropy"}, {"--loss", "--labels"}},
        Misuse{"StepZero", {"--step-size", "0"}, {"--step-size: 0 given", "above 0"}},
        Misuse{"StepNan", {"--step-size", "nan"}, {"--step-size", "\"nan\""}},
        Misuse{"BatchBeyond", {"--batch-size", "5"}, {"--batch-size: 5 given, at most 4"}},
        Misuse{"BatchNegative", {"--batch-size", "-1"}, {"--batch-size", "\"-1\""}},
        Misuse{"Tolerance", {"--loss-tolerance", "0"}, {"--loss-tolerance: 0 given"}},
        Misuse{"Steps", {"--max-steps", "0"}, {"--max-steps", "\"0\""}},
        Misuse{"Frozen", {"--frozen-layers", "2"}, {"--frozen-layers: 2 given, less than 2"}},
        Misuse{"Reduction", {"--reduction", "average"}, {"--reduction", "mean, sum"}},
        Misuse{"Precision", {"--precision", "half"}, {"--precision", "single, double"}},
        Misuse{"KernelSamples", {"--kernel-samples", "0"}, {"--kernel-samples", "\"0\""}},
        Misuse{"KernelMemory", {"--kernel-memory", "0"}, {"--kernel-memory", "\"0\""}},
        Misuse{"Threads", {"--threads", "-1"}, {"--threads", "\"-1\""}},
        Misuse{"OutEmpty", {"--out", ""}, {"--out"}},
        Misuse{"OutIsAFile", {"--out", "@plain"}, {"--out", "plain", "not a folder"}},
        Misuse{"ValueMissing", {"--hidden"}, {"--hidden"}}),
    [](const auto& test) { return test.param.name; });

class TrainMisuseMore : public ::testing::Test {
protected:
    ScratchFolder folder_;
    std::string x_ = folder_.file("x.csv", "1,2\n2,1\n0,1\n");
    std::string y_ = folder_.file("y.csv", "1\n2\n3\n");
};

TEST_F(TrainMisuseMore, NeedsData) { expect_refusal(run_program({"train"}), {"--data or --x"}); }

TEST_F(TrainMisuseMore, ParametersNeedAFolder) {
    expect_refusal(run_program({"train", "--x", x_, "--y", y_, "--save-parameters"}),
                   {"--save-parameters", "--out"});
}

TEST_F(TrainMisuseMore, StoreOfAnotherExperimentIsLeftAlone) {
    const std::string out = folder_.path("figures");
    ASSERT_EQ(run_program({"sweep",
                           folder_.file("sweep.toml",
                                        "experiment = \"regularizers\"\n[grid]\nreach = "
                                        "[2.0]\n"),
                           "--out", out})
                  .exit_code,
              0);
    const std::string table = read_file(out + "/runs.csv");
    expect_refusal(run_program({"train", "--x", x_, "--y", y_, "--out", out}),
                   {"--out", "holds results of \"sweep\"", "another folder"});
    EXPECT_EQ(read_file(out + "/runs.csv"), table);
}

TEST_F(TrainMisuseMore, MissingDataSetSaysHowToGetIt) {
    const auto list_folder = [this] { setenv("REGIMES_DATA", folder_.path("").c_str(), 1); };
    std::filesystem::create_directory(folder_.path("mnist"));
    folder_.file("mnist/train-labels-idx1-ubyte", "");
    expect_refusal(
        run_program({"train", "--data", "mnist"}, list_folder),
        {"mnist is not found", "lacks train-images-idx3-ubyte", "scripts/fetch-data mnist"});
}

// Counts of images and labels that differ, and a file that is cut short.
TEST_F(TrainMisuseMore, DamagedDataSetIsNamed) {
    const auto list_folder = [this] { setenv("REGIMES_DATA", folder_.path("").c_str(), 1); };
    std::filesystem::create_directory(folder_.path("mnist"));
    for (const char* name : {"train-images-idx3-ubyte", "t10k-images-idx3-ubyte",
                             "train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"}) {
        folder_.file(std::string("mnist/") + name, std::string("\0\0\x08\1\0\0\0\2\7\1", 10));
    }
    expect_refusal(run_program({"train", "--data", "mnist"}, list_folder),
                   {"train-labels-idx1-ubyte: shape (2) given, (60000) expected"});
    folder_.file("mnist/train-labels-idx1-ubyte", std::string("\0\0\x08\1\0\0\xea\x60\7\1", 10));
    expect_refusal(run_program({"train", "--data", "mnist"}, list_folder),
                   {"train-labels-idx1-ubyte: 60000 bytes of data expected", "2 found"});
}

}  // namespace
}  // namespace regimes::cli
