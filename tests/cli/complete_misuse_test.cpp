// SPDX-License-Identifier: BSD-3-Clause
// `regimes complete` on bad input: exit code 2, one clear line, nothing printed, nothing written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

using ::testing::HasSubstr;

/// One way to get it wrong: options after `complete`, and what the line must say.
struct Misuse {
    std::string name;
    std::vector<std::string> options;  ///< "@file" stands for a file of the fixture
    std::vector<std::string> says;
};

void PrintTo(const Misuse& misuse, std::ostream* stream) { *stream << misuse.name; }

class CompleteMisuse : public ::testing::TestWithParam<Misuse> {
protected:
    CompleteMisuse() {
        folder_.file("m.csv", "1,0.5\n0.5,\n");
        folder_.file("empty.csv", "");
        folder_.file("row.csv", "1,2\n,\n");
        folder_.file("column.csv", "1,nan\n2,nan\n");
        folder_.file("none.csv", "nan,nan\nnan,nan\n");
        folder_.file("all.csv", "1,2\n3,4\n");
        folder_.file("inf.csv", "1,\n2,inf\n");
        folder_.file("word.csv", "1,\n2,x\n");
        folder_.file("ragged.csv", "1,\n2,3,4\n");
        folder_.file("t.csv", "0,0,1\n0,1,2\n1,0,3\n");
        folder_.file("conflict.csv", "0,0,1\n0,1,2\n1,0,3\n0,0,2\n");
        folder_.file("pattern.mtx",
                     "%%MatrixMarket matrix coordinate pattern general\n2 2 1\n1 1\n");
        folder_.file("far.csv", "0,0,1\n2000000000,2000000000,3\n");
        folder_.file("named.csv", "a,b\n1,2\n3,\n,\n");
        folder_.file("list.csv", "person,film,grade\nann,up,5\nann,up,5\n");
        folder_.file("plain", "a file");
    }

    std::vector<std::string> arguments(const Misuse& misuse) const {
        std::vector<std::string> all = {"complete"};
        const auto given = [&misuse](const char* option) {
            return std::count(misuse.options.begin(), misuse.options.end(), option) > 0;
        };
        if (!given("--matrix")) all.insert(all.end(), {"--matrix", folder_.path("m.csv")});
        if (!given("--out")) all.insert(all.end(), {"--out", folder_.path("completed")});
        for (const std::string& option : misuse.options) {
            all.push_back(!option.empty() && option[0] == '@' ? folder_.path(option.substr(1))
                                                              : option);
        }
        return all;
    }

    ScratchFolder folder_;
};

TEST_P(CompleteMisuse, IsNamedInOneLine) {
    const Outcome outcome = run_program(arguments(GetParam()));
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_THAT(outcome.err, ::testing::StartsWith("regimes: complete: "));
    for (const std::string& part : GetParam().says) EXPECT_THAT(outcome.err, HasSubstr(part));
    EXPECT_FALSE(std::filesystem::exists(folder_.path("completed")));
}

INSTANTIATE_TEST_SUITE_P(
    Files, CompleteMisuse,
    ::testing::Values(
        Misuse{"Missing", {"--matrix", "@nowhere.csv"}, {"nowhere.csv", "No such file"}},
        Misuse{"Empty", {"--matrix", "@empty.csv"}, {"empty.csv", "empty"}},
        Misuse{
            "EmptyRow", {"--matrix", "@row.csv"}, {"row.csv", "no entry in row 2 of the matrix"}},
        Misuse{"EmptyColumn", {"--matrix", "@column.csv"}, {"no entry in column 2 of the matrix"}},
        Misuse{"EmptyNamedRow", {"--matrix", "@named.csv"}, {"no entry in row 3 of the matrix,"}},
        Misuse{"ListOfEntries", {"--matrix", "@list.csv"}, {"column 1 (person)", "layout"}},
        Misuse{"NothingObserved", {"--matrix", "@none.csv"}, {"none.csv", "no entry"}},
        Misuse{"AllObserved", {"--matrix", "@all.csv"}, {"all.csv", "all 4 entries", "complete"}},
        Misuse{"Infinite", {"--matrix", "@inf.csv"}, {"row 2, column 2", "inf"}},
        Misuse{"Word", {"--matrix", "@word.csv"}, {"row 2, column 2", "x"}},
        Misuse{"Ragged", {"--matrix", "@ragged.csv"}, {"row 2 has 3 cells, 2 expected"}},
        Misuse{"NotTriplets", {"--layout", "triplets"}, {"m.csv", "2 columns; three expected"}},
        Misuse{"TwoColumns",
               {"--matrix", "@all.csv", "--layout", "triplets"},
               {"2 columns; three expected"}},
        Misuse{"Conflict", {"--matrix", "@conflict.csv"}, {"nothing is left", "--layout triplets"}},
        Misuse{"ForcedConflict",
               {"--matrix", "@conflict.csv", "--layout", "triplets"},
               {"triplet 4 (row 4)", "before (row 1)"}},
        Misuse{"FarAway", {"--matrix", "@far.csv", "--layout", "matrix"}, {"nothing is left"}},
        Misuse{"Pattern", {"--matrix", "@pattern.mtx"}, {"row 1", "pattern", "no values"}},
        Misuse{"IdsOfTriplets",
               {"--matrix", "@t.csv", "--layout", "triplets", "--id-column", "a"},
               {"--id-column: has no effect on triplets"}}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Options, CompleteMisuse,
    ::testing::Values(
        Misuse{"WidthZero", {"--width", "0"}, {"--width", "\"0\"", "at least 1"}},
        Misuse{"WidthNegative", {"--width", "-3"}, {"--width", "\"-3\""}},
        Misuse{"WidthNarrow", {"--width", "1"}, {"--width", "1 given", "at least 2", "identity"}},
        Misuse{"WidthWord", {"--width", "wide"}, {"--width", "\"wide\""}},
        Misuse{"StepsNegative", {"--max-steps", "-1"}, {"--max-steps", "\"-1\""}},
        Misuse{"StepsZero", {"--max-steps", "0"}, {"--max-steps", "\"0\""}},
        Misuse{"Iterations", {"--max-iterations", "0"}, {"--max-iterations", "\"0\""}},
        Misuse{"IterationsHuge", {"--max-iterations", "9999999999"}, {"--max-iterations"}},
        Misuse{"Residual", {"--residual-tolerance", "0"}, {"--residual-tolerance", "above 0"}},
        Misuse{"Gap", {"--gap-tolerance", "-1"}, {"--gap-tolerance", "above 0"}},
        Misuse{"AlphaZero", {"--alpha", "0"}, {"--alpha", "\"0\"", "above 0"}},
        Misuse{"AlphaWord", {"--alpha", "small"}, {"--alpha", "\"small\""}},
        Misuse{"AlphaNan", {"--log10-alpha", "nan"}, {"--log10-alpha", "\"nan\""}},
        Misuse{"ScaleTiny", {"--alpha", "1,1e-200"}, {"complete: --alpha: 1e-200", "1e-130"}},
        Misuse{"AlphaTiny", {"--log10-alpha", "0,-200"}, {"--log10-alpha", "1e-200", "1e-130"}},
        Misuse{"RangeOfTwo", {"--log10-alpha", "2:-12"}, {"--log10-alpha", "from:to:count"}},
        Misuse{"BothAlphas", {"--alpha", "1", "--log10-alpha", "0"}, {"--alpha and --log10"}},
        Misuse{"Init", {"--init", "unbiassed"}, {"--init", "unbiassed", "nearest is unbiased"}},
        Misuse{"Variance",
               {"--init", "gaussian", "--variance", "2"},
               {"--variance", "\"2\"", "1, 1/k"}},
        Misuse{"VarianceAlone", {"--variance", "1"}, {"--variance", "--init unbiased"}},
        Misuse{"SeedAlone", {"--seed", "1"}, {"--seed", "--init unbiased"}},
        Misuse{"Seed", {"--init", "gaussian", "--seed", "-1"}, {"--seed", "\"-1\""}},
        Misuse{"StepTolerance", {"--step-tolerance", "0.01"}, {"--step-tolerance", "at most"}},
        Misuse{"HoldOut", {"--hold-out", "1"}, {"--hold-out", "below 1"}},
        Misuse{"HoldOutNone", {"--hold-out", "1e-9"}, {"--hold-out", "holds out none of"}},
        Misuse{"HoldOutSeedAlone", {"--hold-out-seed", "1"}, {"--hold-out-seed", "--hold-out"}},
        Misuse{"Layout", {"--layout", "tripels"}, {"--layout", "nearest is triplets"}},
        Misuse{"OutEmpty", {"--out", ""}, {"--out"}},
        Misuse{"OutIsAFile", {"--out", "@plain"}, {"--out", "plain", "not a folder"}},
        Misuse{"ValueMissing", {"--width"}, {"--width: no value given, K expected: columns of"}}),
    [](const auto& test) { return test.param.name; });

TEST(CompleteMisuse, NeedsItsFile) {
    const Outcome outcome = run_program({"complete"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.err, "regimes: complete: --matrix is required\n");
}

}  // namespace
}  // namespace regimes::cli
