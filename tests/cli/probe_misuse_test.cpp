// SPDX-License-Identifier: BSD-3-Clause
// `regimes probe` on bad input: exit code 2, one clear line, nothing printed, nothing written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "tests/cli/probe_files.hpp"

namespace regimes::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

/// One way to get it wrong: options after the module, and what the line must say.
struct Misuse {
    std::string name;
    Words options;  ///< "@file" stands for a file of the fixture; without --data good files are
    Words says;     ///< added
};

void PrintTo(const Misuse& misuse, std::ostream* stream) { *stream << misuse.name; }

void expect_refusal(const Outcome& outcome, const Words& says) {
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("regimes: probe: "));
    for (const std::string& part : says) EXPECT_THAT(outcome.err, HasSubstr(part));
}

/// What is wrong whatever the module is: told before it is read, in every build.
class ProbeOptionMisuse : public ::testing::TestWithParam<Misuse> {
protected:
    ProbeOptionMisuse() {
        folder_.file("model.pt", "no module");
        folder_.file("x.csv", "1,2\n2,1\n0,1\n1,0\n");
        folder_.file("y.csv", "1\n2\n3\n4\n");
        folder_.file("l.csv", "0\n1\n1\n0\n");
    }

    Words arguments(const Misuse& misuse) const {
        Words all = {"probe", folder_.path("model.pt"), "--out", folder_.path("probed")};
        const auto given = [&misuse](const char* option) {
            return std::count(misuse.options.begin(), misuse.options.end(), option) > 0;
        };
        if (!given("--data")) {
            all.insert(all.end(), {"--data", folder_.path("x.csv"), "--y", folder_.path("y.csv")});
        }
        for (const std::string& option : misuse.options) {
            all.push_back(!option.empty() && option[0] == '@' ? folder_.path(option.substr(1))
                                                              : option);
        }
        return all;
    }

    ScratchFolder folder_;
};

TEST_P(ProbeOptionMisuse, IsNamedInOneLine) {
    expect_refusal(run_program(arguments(GetParam())), GetParam().says);
    EXPECT_FALSE(std::filesystem::exists(folder_.path("probed")));
}

INSTANTIATE_TEST_SUITE_P(
    Data, ProbeOptionMisuse,
    ::testing::Values(
        Misuse{"UnknownSet", {"--data", "minst"}, {"--data: \"minst\" is no file", "mnist"}},
        Misuse{"SetAndLabels", {"--data", "mnist", "--labels", "@l.csv"}, {"--labels: mnist has"}},
        Misuse{"SetAndHoldOut", {"--data", "mnist", "--hold-out", "3"}, {"--hold-out: mnist has"}},
        Misuse{"NoTargets", {"--data", "@x.csv"}, {"--y and --labels: none given"}},
        Misuse{"BothTargets",
               {"--data", "@x.csv", "--y", "@y.csv", "--labels", "@l.csv"},
               {"--y and --labels: both given"}},
        Misuse{"TestAlone", {"--test-data", "@x.csv"}, {"--test-data and --test-y: one given"}},
        Misuse{"TestOfOtherKind",
               {"--test-data", "@x.csv", "--test-labels", "@l.csv"},
               {"--test-labels: --test-y expected"}},
        Misuse{"TestTwice",
               {"--test-data", "@x.csv", "--test-y", "@y.csv", "--hold-out", "1"},
               {"--test-data and --hold-out: both given"}},
        Misuse{"TestSamplesAlone", {"--test-samples", "5"}, {"--test-samples", "--test-data"}},
        Misuse{"SamplesZero", {"--samples", "0"}, {"--samples", "\"0\"", "at least 1"}},
        Misuse{"HoldOutNegative", {"--hold-out", "-1"}, {"--hold-out", "\"-1\""}},
        Misuse{"ShapeZero", {"--sample-shape", "1,0"}, {"--sample-shape", "\"0\""}},
        Misuse{"ShapeMissing", {"--sample-shape", "1,,2"}, {"--sample-shape", "\"1,,2\""}}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Options, ProbeOptionMisuse,
    ::testing::Values(
        Misuse{"AlphaZero", {"--alpha", "0"}, {"--alpha", "\"0\"", "above 0"}},
        Misuse{"AlphaTwice", {"--alpha", "1,2,1"}, {"--alpha: 1 given twice"}},
        Misuse{"BothAlphas", {"--alpha", "1", "--log10-alpha", "0"}, {"--alpha and --log10"}},
        Misuse{"Refine", {"--refine", "-1"}, {"--refine", "\"-1\""}},
        Misuse{"Scale", {"--scale", "output"}, {"--scale", "\"output\"", "nearest is outputs"}},
        Misuse{"ScaleOnlyOfOutputs",
               {"--scale", "outputs", "--scale-only", "fc.*"},
               {"--scale-only", "only together with --scale parameters"}},
        Misuse{"PatternEmpty", {"--freeze", "fc,"}, {"--freeze", "\"fc,\""}},
        Misuse{"Loss", {"--loss", "square"}, {"--loss", "\"square\"", "nearest is squared"}},
        Misuse{"LossOfNumbers", {"--loss", "cross-entropy"}, {"--loss", "--labels"}},
        Misuse{"StepZero", {"--step-size", "0.1,0"}, {"--step-size: 0 given", "above 0"}},
        Misuse{"Batch", {"--batch-size", "-1"}, {"--batch-size", "\"-1\""}},
        Misuse{"Tolerance", {"--loss-tolerance", "0"}, {"--loss-tolerance: 0 given"}},
        Misuse{"StepsAndEpochs",
               {"--max-steps", "5", "--max-epochs", "5"},
               {"--max-steps and --max-epochs: both given"}},
        Misuse{"Epochs", {"--max-epochs", "0"}, {"--max-epochs", "\"0\""}},
        Misuse{"KernelSamples", {"--kernel-samples", "0"}, {"--kernel-samples", "\"0\""}},
        Misuse{"KernelMemory", {"--kernel-memory", "0"}, {"--kernel-memory", "\"0\""}},
        Misuse{"Directions", {"--directions", "1"}, {"--directions", "\"1\"", "at least 2"}},
        Misuse{"Device", {"--device", "gpu"}, {"--device", "\"gpu\"", "cpu, cuda"}},
        Misuse{"Precision", {"--precision", "half"}, {"--precision", "single, double"}},
        Misuse{"Threads", {"--threads", "-1"}, {"--threads", "\"-1\""}},
        Misuse{"OutEmpty", {"--out", ""}, {"--out"}}),
    [](const auto& test) { return test.param.name; });

class ProbeMisuseMore : public ::testing::Test {
protected:
    ScratchFolder folder_;
};

TEST_F(ProbeMisuseMore, NeedsAModuleAndData) {
    expect_refusal(run_program({"probe"}), {"model is required"});
    expect_refusal(run_program({"probe", folder_.path("none.pt")}), {"none.pt: No such file"});
    expect_refusal(run_program({"probe", folder_.file("m.pt", "no module")}), {"--data"});
}

TEST_F(ProbeMisuseMore, AFileThatIsNoModuleNeedsLibTorchToBeKnownAsSuch) {
    const std::string path = folder_.file("m.pt", "module");
    const Words says = torch_build().is_there ? Words{"m.pt: not a TorchScript file"}
                                              : Words{"no LibTorch", "preset torch"};
    expect_refusal(run_program({"probe", path, "--data", "fashion-mnist"}), says);
}

/// What is wrong with the module, or with it on these data.
class ProbeMisuse : public ProbeFiles {
protected:
    void refused(const std::string& model, const Words& options, const Words& says) const {
        const Words all = joined({"probe", model, "--out", folder_.path("probed")}, options);
        expect_refusal(run_program(all), says);
        EXPECT_FALSE(std::filesystem::exists(folder_.path("probed")));
    }
    Words y() const { return {"--data", x_, "--y", y_}; }
    Words labels() const { return {"--data", x_, "--labels", labels_}; }
};

TEST_F(ProbeMisuse, OfAFileThatIsNoModule) {
    refused(folder_.file("text.pt", "no module"), y(), {"text.pt", "TorchScript"});
    refused(folder_.file("empty.pt", ""), y(), {"empty.pt"});
    refused(folder_.path(""), y(), {"cannot be read"});
}

TEST_F(ProbeMisuse, OfOutputsThatDoNotFit) {
    refused(one_, labels(), {"one.pt on ", "x.csv: labels", "1 output, at least 2"});
    refused(two_, y(), {"two.pt on ", "targets: "});
    refused(source("flat.pt", "return torch.sum(torch.linear(x, self.w, None), 1)"), y(),
            {"flat.pt on ", "outputs: of shape (1)"});
    refused(source("whole.pt", "return torch.argmax(torch.linear(x, self.w, None), 1, True)"), y(),
            {"whole.pt on ", "outputs: of type Long, floating point expected"});
    refused(source("coupled.pt", "return torch.linear(x - x.mean(0), self.w, None)"), labels(),
            {"coupled.pt on ", "depend on the others"});
}

TEST_F(ProbeMisuse, OfSamplesOfAnotherShape) {
    const std::string wide = folder_.file("wide.csv", "1,2,3\n2,1,1\n0,1,1\n1,0,1\n");
    const std::string four = folder_.file("four.csv", "1\n2\n3\n4\n");
    refused(one_, {"--data", wide, "--y", four},
            {"one.pt on ", "wide.csv: ", "shapes cannot be multiplied"});
    refused(one_, joined(y(), {"--test-data", wide, "--test-y", four}),
            {"one.pt on ", "wide.csv: "});
    refused(one_, joined(y(), {"--sample-shape", "3"}), {"x.csv", "3"});
    refused(one_, {"--data", x_, "--y", four}, {"x.csv has 8 rows, but", "four.csv has 4"});
}

TEST_F(ProbeMisuse, OfLabelsBeyondTheOutputs) {
    const std::string high = folder_.file("high.csv", "0\n1\n2\n0\n1\n0\n1\n0\n");
    refused(
        two_, {"--data", x_, "--labels", high},
        {"high.csv: the label of sample 3 is 2, at most 1 expected", "2 outputs of ", "two.pt"});
    refused(two_, joined(labels(), {"--test-data", x_, "--test-labels", high}),
            {"high.csv: the label of sample 3"});
    const std::string half = folder_.file("half.csv", "0\n1\n0.5\n0\n1\n0\n1\n0\n");
    refused(two_, {"--data", x_, "--labels", half}, {"half.csv: the label of sample 3 is 0.5"});
}

TEST_F(ProbeMisuse, OfPatterns) {
    refused(one_, joined(y(), {"--freeze", "c"}), {"--freeze: ", "none is named \"c\""});
    refused(one_, joined(y(), {"--freeze", "*"}), {"--freeze: ", "all would be frozen"});
    refused(one_, joined(y(), {"--scale-only", "fc.*"}), {"--scale-only: ", "\"fc.*\""});
}

TEST_F(ProbeMisuse, OfCounts) {
    refused(one_, joined(y(), {"--samples", "9"}), {"--samples: 9 given, at most 8", "x.csv"});
    refused(one_, joined(y(), {"--hold-out", "8"}), {"--hold-out: 8 given, less than 8"});
    refused(one_, joined(y(), {"--batch-size", "9"}), {"--batch-size: 9 given, at most 8"});
}

TEST_F(ProbeMisuse, OfADeviceThatIsNotThere) {
    if (torch_build().has_cuda) GTEST_SKIP() << "this machine has CUDA";
    refused(one_, joined(y(), {"--device", "cuda"}), {"--device: cuda given", "no CUDA device"});
}

TEST_F(ProbeMisuse, OfAPluginThatIsNotThere) {
    const Outcome outcome =
        run_program(numbers({}), [] { setenv("REGIMES_TORCH", "/nowhere/regimes_torch.so", 1); });
    expect_refusal(outcome, {"LibTorch cannot be loaded", "/nowhere/regimes_torch.so",
                             "REGIMES_TORCH may name the plugin"});
}

TEST_F(ProbeMisuse, OfAFolderOfOtherRuns) {
    const std::string out = folder_.path("trained");
    ASSERT_EQ(run_program({"train", "--x", x_, "--y", y_, "--out", out}).exit_code, 0);
    expect_refusal(run_program(numbers({"--out", out})), {"--out", "holds results of \"train\""});
}

}  // namespace
}  // namespace regimes::cli
