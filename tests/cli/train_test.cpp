// SPDX-License-Identifier: BSD-3-Clause
// `regimes train` on small data: numbers, JSON, files, resuming, and what did not converge.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sstream>

#include "regimes/models/relu_network_start.hpp"
#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Lt;
using ::testing::Not;

using Words = std::vector<std::string>;

constexpr std::size_t npy_header_size = 128;

/// The doubles of an NPY file.
std::vector<double> npy_values(const std::string& path) {
    const std::string bytes = read_file(path);
    std::vector<double> values((bytes.size() - npy_header_size) / sizeof(double));
    std::memcpy(values.data(), bytes.data() + npy_header_size, values.size() * sizeof(double));
    return values;
}

/// Points on a circle with even targets, which networks without biases can learn.
class Train : public ::testing::Test {
protected:
    Train() {
        std::ostringstream x;
        std::ostringstream y;
        std::ostringstream labels;
        for (int n = 0; n < 8; ++n) {
            const double a = 0.785 * n + 0.2;
            x << std::cos(a) << ',' << std::sin(a) << '\n';
            y << std::fabs(std::cos(a)) << '\n';
            labels << (std::fabs(std::cos(a)) > 0.6 ? 1 : 0) << '\n';
        }
        x_ = folder_.file("x.csv", x.str());
        y_ = folder_.file("y.csv", y.str());
        labels_ = folder_.file("labels.csv", labels.str());
    }

    Words numbers(const Words& more) const { return joined({"--x", x_, "--y", y_}, more); }
    Words classes(const Words& more) const {
        return joined({"--x", x_, "--labels", labels_}, more);
    }
    static Words joined(const Words& data, const Words& more) {
        Words all = {"train", "--hidden", "50"};
        all.insert(all.end(), data.begin(), data.end());
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    /// What a training that converges says.
    static json json_of(Words arguments) {
        arguments.emplace_back("--json");
        const Outcome outcome = run_program(arguments);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_EQ(outcome.err, "");
        return json::parse(outcome.out);
    }

    static json without_seconds(json result) {
        for (json& run : result["solutions"]) run.erase("seconds");
        return result;
    }

    ScratchFolder folder_;
    std::string x_;
    std::string y_;
    std::string labels_;
};

TEST_F(Train, LargeScalesAreLazy) {
    const json result =
        json_of(numbers({"--alpha", "0.1,1,10", "--unbiased", "--test-x", x_, "--test-y", y_}));
    EXPECT_EQ(result["n_samples"], 8);
    EXPECT_EQ(result["n_test_samples"], 8);
    EXPECT_EQ(result["widths"], json({2, 100, 1}));
    EXPECT_EQ(result["n_parameters"], 300);
    const json& runs = result["solutions"];
    ASSERT_EQ(runs.size(), 3U);
    for (const json& run : runs) {
        EXPECT_EQ(run["status"], "converged");
        EXPECT_LE(run["train_loss"], run["loss_tolerance"]);
        // The test data are the training data.
        EXPECT_EQ(run["test_error"], run["train_error"]);
        EXPECT_EQ(run["history"]["train_loss"].back(), run["train_loss"]);
        EXPECT_EQ(run["history"]["iterations"].back(), run["iterations"]);
        EXPECT_TRUE(run["iterations"].is_number_integer());
        EXPECT_TRUE(run["seconds"].is_number());
    }
    EXPECT_EQ(runs[1]["alpha"], 1.0);
    EXPECT_EQ(runs[1]["log10_alpha"], 0.0);
    EXPECT_GT(runs[0]["gradient_distance"], 0.2);
    EXPECT_LT(runs[2]["gradient_distance"], 1e-3);
    EXPECT_LT(runs[2]["kernel_distance"], 0.05);
    EXPECT_EQ(result["provenance"]["version"], REGIMES_VERSION);
    EXPECT_EQ(result["provenance"]["options"]["step_size"], "chosen");
    EXPECT_EQ(result["provenance"]["options"]["batch_size"], 8);
}

TEST_F(Train, LabelsAreLearntByEitherLoss) {
    for (const char* loss : {"cross-entropy", "squared"}) {
        const json result = json_of(classes({"--loss", loss}));
        EXPECT_EQ(result["widths"], json({2, 50, 2}));
        EXPECT_EQ(result["solutions"][0]["train_error"], 0.0) << loss;
        EXPECT_EQ(result["provenance"]["options"]["loss"], loss);
    }
    EXPECT_EQ(json_of(classes({}))["provenance"]["options"]["loss"], "cross-entropy");
}

TEST_F(Train, PrintsATable) {
    const Outcome outcome = run_program(numbers({"--log10-alpha", "-1:0:2"}));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("x.csv: 8 training samples, squared loss\n"
                                       "2-50-1 ReLU network, 150 parameters\n"));
    EXPECT_THAT(outcome.out, HasSubstr("gradient dist"));
    EXPECT_THAT(outcome.out, HasSubstr("\n  0.1  "));
    EXPECT_THAT(outcome.out, ::testing::ContainsRegex("^(Lazy|Rich) at the scale as given"));
    std::istringstream lines(outcome.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
    EXPECT_THAT(outcome.out, Not(HasSubstr("Written")));
}

TEST_F(Train, ThreadsDoNotShow) {
    const Words some = numbers({"--alpha", "0.5,1,2", "--batch-size", "3", "--threads"});
    const auto with = [&](const char* threads) {
        Words arguments = some;
        arguments.emplace_back(threads);
        json result = without_seconds(json_of(arguments));
        result["provenance"]["options"].erase("threads");
        return result;
    };
    EXPECT_EQ(with("1"), with("4"));
}

TEST_F(Train, SeveralColumnsAreSeveralOutputs) {
    const std::string two = folder_.file("two.csv", "1,2\n0,1\n1,1\n0,0\n2,1\n1,0\n0,2\n1,2\n");
    const json result = json_of({"train", "--x", x_, "--y", two, "--hidden", "30,20", "--biases"});
    EXPECT_EQ(result["widths"], json({2, 30, 20, 2}));
    EXPECT_EQ(result["n_parameters"], 2 * 30 + 30 + 30 * 20 + 20 + 20 * 2 + 2);
}

TEST_F(Train, FirstSamplesAreTaken) {
    const json some =
        json_of(numbers({"--samples", "5", "--test-x", x_, "--test-y", y_, "--test-samples", "3"}));
    EXPECT_EQ(some["n_samples"], 5);
    EXPECT_EQ(some["n_test_samples"], 3);
    EXPECT_EQ(some["provenance"]["options"]["batch_size"], 5);
}

TEST_F(Train, ImagesOfADataSet) {
    const json result =
        json_of({"train", "--data", "fashion-mnist", "--samples", "60", "--test-samples", "50",
                 "--hidden", "10", "--kernel-samples", "8"});
    EXPECT_EQ(result["data"], "fashion-mnist");
    EXPECT_EQ(result["widths"], json({784, 10, 10}));
    EXPECT_EQ(result["solutions"][0]["train_error"], 0.0);
    EXPECT_LT(result["solutions"][0]["test_error"], result["solutions"][0]["test_error_start"]);
    EXPECT_EQ(result["provenance"]["options"]["precision"], "single");
}

TEST_F(Train, FilesHoldTheSame) {
    const std::string out = folder_.path("out");
    const json result =
        json_of(numbers({"--alpha", "0.5,1", "--seed", "3", "--save-parameters", "--out", out}));
    EXPECT_EQ(json::parse(read_file(out + "/train.json")), result);
    const std::string page = read_file(out + "/report.html");
    for (const char* part :
         {"How lazy is this network?", "<td>converged</td>", "2-50-1 ReLU network"}) {
        EXPECT_THAT(page, HasSubstr(part));
    }
    EXPECT_THAT(page, Not(HasSubstr("no claims")));
    // By how far the parameters are from those of the start.
    ReluNetworkStart start;
    start.shape.widths = {2, 50, 1};
    start.seed = 3;
    const Vector w = relu_network_start(start);
    const std::vector<double> values = npy_values(out + "/parameters_2.npy");
    ASSERT_EQ(values.size(), 150U);
    const Vector end = Eigen::Map<const Vector>(values.data(), 150);
    EXPECT_NEAR((end - w).norm() / w.norm(), result["solutions"][1]["weight_change"], 1e-12);
}

TEST_F(Train, WhatIsInTheStoreIsNotComputedAgain) {
    const std::string out = folder_.path("out");
    const json first = json_of(numbers({"--alpha", "1", "--out", out}));
    const json second = json_of(numbers({"--alpha", "0.5,1", "--out", out}));
    ASSERT_EQ(second["solutions"].size(), 2U);
    EXPECT_EQ(second["solutions"][1], first["solutions"][0]);  // seconds included
    const json third = json_of(numbers({"--alpha", "0.5", "--out", out}));
    EXPECT_EQ(third["solutions"].size(), 1U);
    EXPECT_EQ(third["solutions"][0], second["solutions"][0]);
    // Other data are other runs, even under the same name.
    folder_.file("y.csv", "1\n2\n0\n1\n1\n2\n0\n1\n");
    const json fourth = json_of(numbers({"--alpha", "0.5", "--out", out}));
    EXPECT_NE(fourth["solutions"][0]["train_loss"], third["solutions"][0]["train_loss"]);
}

TEST_F(Train, DivergenceIsNamedWithAdvice) {
    const Outcome outcome = run_program(numbers({"--alpha", "0.5,1", "--step-size", "100"}));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, HasSubstr("diverged"));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 2) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("regimes: train: alpha 1: diverged at step "));
    EXPECT_THAT(outcome.err, HasSubstr("with step size 100: try a smaller --step-size"));
}

TEST_F(Train, RunsThatNeedMoreStepsAreNamed) {
    const Outcome numbers_left = run_program(numbers({"--max-steps", "2", "--json"}));
    EXPECT_EQ(numbers_left.exit_code, 1);
    EXPECT_EQ(json::parse(numbers_left.out)["solutions"][0]["status"], "iteration_limit");
    EXPECT_THAT(numbers_left.err, HasSubstr("alpha 1: after 2 steps the loss is "));
    EXPECT_THAT(numbers_left.err, HasSubstr("try more --max-steps, or a larger --loss-tolerance"));
    const Outcome labels_left = run_program(classes({"--max-steps", "1"}));
    EXPECT_THAT(labels_left.err, HasSubstr("% wrong labels"));
    // The unconverged run is kept, and remains unconverged.
    const Words kept = numbers({"--max-steps", "2", "--out", folder_.path("out")});
    EXPECT_EQ(run_program(kept).exit_code, 1);
    EXPECT_EQ(run_program(kept).exit_code, 1);
}

TEST_F(Train, FailedRunsAreNamed) {
    const std::string zeros = folder_.file("zeros.csv", "0,0\n0,0\n0,0\n");
    const std::string y = folder_.file("three.csv", "1\n2\n3\n");
    const Outcome outcome = run_program({"train", "--x", zeros, "--y", y});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, HasSubstr("failed"));
    EXPECT_THAT(outcome.err, HasSubstr("alpha 1: failed: step_size: "));
}

TEST_F(Train, InterruptedItKeepsWhatIsDone) {
    const std::string out = folder_.path("out");
    const Words some = numbers({"--alpha", "1", "--out", out});
    json_of(some);
    const Outcome outcome =
        interrupt_program(numbers({"--alpha", "1,2", "--loss-tolerance", "1e-300", "--max-steps",
                                   "1000000000", "--threads", "1", "--out", out}));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("cancelled after 0 of 2 scales"));
    EXPECT_THAT(outcome.err, HasSubstr("the same command resumes from there"));
    EXPECT_EQ(json_of(some)["solutions"].size(), 1U);
}

}  // namespace
}  // namespace regimes::cli
