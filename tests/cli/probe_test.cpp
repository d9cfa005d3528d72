// SPDX-License-Identifier: BSD-3-Clause
// `regimes probe` on small networks: verdict, JSON, files, resuming, and what did not converge.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "tests/cli/probe_files.hpp"

namespace regimes::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Probe : public ProbeFiles {
protected:
    /// What a probe that converges says.
    static json json_of(Words arguments) {
        arguments.emplace_back("--json");
        const Outcome outcome = run_program(arguments);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_THAT(outcome.err, Not(HasSubstr("regimes:")));
        return json::parse(outcome.out);
    }

    static json without_seconds(json result) {
        for (json& run : result["solutions"]) run.erase("seconds");
        return result;
    }

    /// The run of this scale.
    static json run_at(const json& result, double log10_alpha) {
        for (const json& run : result["solutions"]) {
            if (std::fabs(run["log10_alpha"].get<double>() - log10_alpha) < 1e-9) return run;
        }
        ADD_FAILURE() << "no run at " << log10_alpha;
        return {};
    }
};

TEST_F(Probe, LargeScalesAreLazyAndSmallOnesRich) {
    const json result = json_of(numbers(
        {"--alpha", "0.1,1,10", "--unbiased", "--test-data", x_, "--test-y", y_, "--refine", "2"}));
    EXPECT_EQ(result["n_samples"], points);
    EXPECT_EQ(result["n_test_samples"], points);
    EXPECT_EQ(result["n_outputs"], 1);
    EXPECT_EQ(result["n_parameters"], 3 * hidden);
    EXPECT_GT(run_at(result, -1.0)["gradient_distance"], 0.2);
    EXPECT_LT(run_at(result, 1.0)["gradient_distance"], 1e-3);
    const json& verdict = result["verdict"];
    const double edge = verdict["log10_edge"];
    EXPECT_GT(edge, -1.0);
    EXPECT_LT(edge, 1.0);
    EXPECT_EQ(verdict["regime"], edge < 0.0 ? "kernel" : "rich");
    const json given = run_at(result, 0.0);
    for (const char* name : {"gradient_distance", "test_error", "linearized_error"}) {
        EXPECT_EQ(verdict[name], given[name]) << name;
    }
    // The test data are the training data, which the linearised network fits as well.
    EXPECT_EQ(given["test_error"], given["train_error"]);
    EXPECT_LT(given["linearized_error"], 0.05);
    ASSERT_EQ(result["solutions"].size(), 5U);  // 2 of them where the edge is
    double nearest = 1.0;
    for (const json& run : result["solutions"]) {
        EXPECT_EQ(run["status"], "converged");
        EXPECT_EQ(run["history"]["train_loss"].back(), run["train_loss"]);
        const double distance = std::fabs(run["log10_alpha"].get<double>() - edge);
        nearest = std::min(nearest, distance);
    }
    EXPECT_LE(nearest, 0.25 / 2.0);  // two bisections leave an interval of 1/4
}

TEST_F(Probe, VerdictStandsBeforeTheTable) {
    const Outcome outcome =
        run_program(classes({"--alpha", "0.5,1,2", "--refine", "0", "--hold-out", "2"}));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, ::testing::ContainsRegex("^(Lazy|Rich) at the scale as given"));
    EXPECT_THAT(unwrapped(outcome.out),
                HasSubstr("network linearised at its start would have scored"));
    EXPECT_THAT(outcome.out,
                HasSubstr("x.csv: 6 training samples, 2 test samples, cross-entropy\n"));
    EXPECT_THAT(outcome.out, HasSubstr("two.pt: 240 parameters, 2 outputs\n"));
    EXPECT_THAT(outcome.out, HasSubstr("if lazy"));
}

TEST_F(Probe, WithoutTestsItSaysSo) {
    const Outcome outcome = run_program(numbers({"--alpha", "1", "--no-linearized"}));
    EXPECT_THAT(outcome.out, HasSubstr("8 training samples, no test samples, squared loss"));
    EXPECT_THAT(outcome.out, Not(HasSubstr("test error")));
}

TEST_F(Probe, LabelsAreLearntByEitherLoss) {
    for (const char* loss : {"cross-entropy", "squared"}) {
        const json result = json_of(classes({"--loss", loss, "--alpha", "1"}));
        EXPECT_EQ(result["n_outputs"], 2);
        EXPECT_EQ(result["solutions"][0]["train_error"], 0.0) << loss;
        EXPECT_EQ(result["solutions"][0]["history"]["train_error"].back(), 0.0) << loss;
        EXPECT_EQ(result["provenance"]["options"]["loss"], loss);
    }
}

TEST_F(Probe, OutputsCanBeScaledInPlaceOfParameters) {
    const json result = json_of(
        numbers({"--scale", "outputs", "--unbiased", "--alpha", "0.01,100", "--refine", "0"}));
    EXPECT_GT(result["solutions"][0]["gradient_distance"], 0.2);
    EXPECT_LT(result["solutions"][1]["gradient_distance"], 1e-3);
    EXPECT_EQ(result["verdict"]["regime"], "unknown");  // 0.01 is rich, 100 is lazy
}

// With one layer frozen the network is linear in the other: its tangent features never turn.
TEST_F(Probe, OfAFrozenLayerOnlyTheOthersCount) {
    const json result =
        json_of(numbers({"--freeze", "b", "--alpha", "0.5,1", "--test-data", x_, "--test-y", y_,
                         "--precision", "double", "--step-size", "0.02"}));
    for (const json& run : result["solutions"]) {
        EXPECT_NEAR(run["gradient_distance"], 0.0, 1e-12);
        EXPECT_NEAR(run["linearized_error"], run["test_error"], 1e-9);
    }
    EXPECT_EQ(result["verdict"]["regime"], "kernel");
    EXPECT_EQ(result["verdict"]["log10_edge"], json());
    EXPECT_THAT(result["verdict"]["sentences"][1], HasSubstr("try smaller ones"));
}

TEST_F(Probe, EachStepSizeHasItsVerdict) {
    const Words some = numbers({"--alpha", "0.5,1,4", "--step-size", "0.005,0.01", "--refine", "1",
                                "--unbiased", "--no-linearized", "--loss-tolerance", "0.01"});
    const json result = json_of(some);
    ASSERT_EQ(result["step_sizes"].size(), 2U);
    EXPECT_EQ(result["step_sizes"][0]["step_size"], 0.005);
    EXPECT_EQ(result["step_sizes"][1]["step_size"], 0.01);
    EXPECT_EQ(result["step_sizes"][0]["gradient_distance"], result["verdict"]["gradient_distance"]);
    EXPECT_GE(result["solutions"].size(), 6U);
    EXPECT_THAT(run_program(some).out, StartsWith("Step size 0.005:\n  "));
}

TEST_F(Probe, RandomDirectionsComeWithTheirErrors) {
    const Words scale = {"--alpha", "1", "--unbiased", "--no-linearized"};
    const json exact = json_of(numbers(scale));
    const json random = json_of(numbers(joined(scale, {"--directions", "400"})));
    const double error = random["solutions"][0]["gradient_distance_error"];
    EXPECT_GT(error, 0.0);
    EXPECT_NEAR(random["solutions"][0]["gradient_distance"],
                exact["solutions"][0]["gradient_distance"], 5.0 * error);
}

TEST_F(Probe, FilesHoldTheSame) {
    const std::string out = folder_.path("out");
    const json result = json_of(numbers({"--alpha", "0.5,1", "--refine", "0", "--out", out}));
    EXPECT_EQ(json::parse(read_file(out + "/probe.json")), result);
    const std::string page = read_file(out + "/report.html");
    EXPECT_THAT(page, HasSubstr("Lazy or rich: one.pt"));
    EXPECT_THAT(page, HasSubstr(result["verdict"]["sentences"][0].get<std::string>()));
    EXPECT_THAT(page, HasSubstr("<td>converged</td>"));
    EXPECT_FALSE(fs::exists(out + "/checkpoints"));
}

TEST_F(Probe, WhatIsInTheStoreIsNotComputedAgain) {
    const std::string out = folder_.path("out");
    const Words scales = {"--alpha", "0.1,1,10", "--unbiased", "--out", out};
    const json first = json_of(numbers(scales));
    EXPECT_EQ(json_of(numbers(scales)), first);  // seconds included, and where it was refined
    // Another network is another run, even under the same name.
    auto other = network(1);
    other->scale_parameters({"a"}, 0.1);
    other->save(one_);
    const json second = json_of(numbers(scales));
    EXPECT_NE(run_at(second, 0.0)["train_loss"], run_at(first, 0.0)["train_loss"]);
}

TEST_F(Probe, ThreadsDoNotShow) {
    const auto with = [&](const char* threads) {
        json result = without_seconds(
            json_of(numbers({"--alpha", "0.5,1,2", "--batch-size", "3", "--threads", threads})));
        result["provenance"]["options"].erase("threads");
        return result;
    };
    EXPECT_EQ(with("1"), with("3"));
}

TEST_F(Probe, ARunThatIsCutOffGoesOnWithTheSameBits) {
    const Words scale = numbers({"--alpha", "1", "--loss-tolerance", "1e-300", "--max-steps",
                                 "60000", "--no-linearized", "--json"});
    const std::string out = folder_.path("out");
    const Words kept = joined(scale, {"--out", out});
    const Outcome cut = interrupt_program(kept, " [1-9][0-9]* %");  // a step is done
    EXPECT_EQ(cut.exit_code, 1);
    EXPECT_THAT(cut.err, HasSubstr("cancelled after 0 of 1 scales"));
    EXPECT_THAT(cut.err, HasSubstr("the same command resumes from there"));
    EXPECT_FALSE(fs::is_empty(out + "/checkpoints"));
    const Outcome rest = run_program(kept);
    EXPECT_EQ(rest.exit_code, 1);  // all steps are done, and the loss is above its tolerance
    EXPECT_FALSE(fs::exists(out + "/checkpoints"));
    EXPECT_EQ(without_seconds(json::parse(rest.out)),
              without_seconds(json::parse(run_program(scale).out)));
}

TEST_F(Probe, DivergenceIsNamedWithAdvice) {
    const Outcome outcome = run_program(numbers({"--alpha", "1", "--step-size", "100"}));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, HasSubstr("  diverged\n"));
    EXPECT_THAT(outcome.out, HasSubstr("Unknown: no run has a gradient distance"));
    EXPECT_THAT(outcome.err, HasSubstr("regimes: probe: alpha 1: diverged at step "));
    EXPECT_THAT(outcome.err, HasSubstr("try a smaller --step-size"));
}

TEST_F(Probe, RunsThatNeedMoreStepsAreNamed) {
    const Outcome outcome = run_program(classes({"--alpha", "1", "--max-epochs", "2"}));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, HasSubstr("1 of 1 runs did not converge"));
    EXPECT_THAT(outcome.err, HasSubstr("alpha 1: after 2 steps the loss is "));
}

TEST_F(Probe, FailedRunsAreNamed) {
    // Outputs that do not depend on the parameters have no largest stable step.
    const std::string zeros = folder_.file("zeros.csv", "0,0\n0,0\n0,0\n");
    const std::string three = folder_.file("three.csv", "1\n2\n3\n");
    const Outcome outcome =
        run_program({"probe", one_, "--data", zeros, "--y", three, "--alpha", "1"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("alpha 1: failed: step_size: "));
}

}  // namespace
}  // namespace regimes::cli
