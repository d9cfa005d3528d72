// SPDX-License-Identifier: BSD-3-Clause
// `regimes fit` on good data: numbers, JSON contract, files.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// x1 + 2 x2 = 2: the minimum l2 solution is (0.4, 0.8), the minimum l1 solution (0, 1).
class Fit : public ::testing::Test {
protected:
    Outcome fit(std::vector<std::string> more, const std::function<void()>& prepare = {}) const {
        std::vector<std::string> arguments = {"fit", "--x", x_, "--y", y_};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_program(arguments, prepare);
    }

    json fit_json(std::vector<std::string> more) const {
        more.push_back("--json");
        const Outcome outcome = fit(more);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_EQ(outcome.err, "");
        return json::parse(outcome.out);
    }

    ScratchFolder folder_;
    std::string x_ = folder_.file("x.csv", "1,2\n");
    std::string y_ = folder_.file("y.csv", "2\n");
};

TEST_F(Fit, JsonKeepsItsContract) {
    const json result = fit_json({"--depth", "2", "--log10-alpha", "0,-3", "--coefficients"});
    EXPECT_EQ(result["n_samples"], 1);
    EXPECT_EQ(result["n_features"], 2);
    EXPECT_THAT(result["depths"], ElementsAre(2.0));
    EXPECT_EQ(result["regularizer"], "implicit");
    EXPECT_EQ(result["method"], "exact");
    ASSERT_EQ(result["solutions"].size(), 2u);
    for (const json& solution : result["solutions"]) {
        EXPECT_EQ(solution["status"], "converged");
        for (const char* key : {"depth", "log10_alpha", "iterations", "seconds", "l1_norm",
                                "l2_norm", "effective_support", "regularizer_value"}) {
            EXPECT_TRUE(solution[key].is_number()) << key;
        }
        EXPECT_LE(solution["certificate"]["primal_residual"], 1e-12);
        EXPECT_LE(solution["certificate"]["stationarity_residual"], 1e-9);
        EXPECT_TRUE(solution["certificate"]["duality_gap"].is_number());
        EXPECT_EQ(solution["coefficients"].size(), 2u);
    }
    EXPECT_NEAR(result["endpoints"]["minimum_l2"]["l1_norm"], 1.2, 1e-12);
    EXPECT_NEAR(result["endpoints"]["minimum_l1"]["l1_norm"], 1.0, 1e-12);
    EXPECT_EQ(result["endpoints"]["minimum_l1"]["effective_support"], 1);
    EXPECT_EQ(result["provenance"]["version"], REGIMES_VERSION);
    EXPECT_EQ(result["provenance"]["options"]["x"], x_);
}

TEST_F(Fit, CoefficientsAreThoseOfTheFlow) {
    // Depth 2, alpha = 1: beta = 2 (sinh v, sinh 2v) for the v that fits, R = sum q(beta_i).
    const json result = fit_json({"--alpha", "1", "--coefficients"});
    const json& solution = result["solutions"][0];
    const double b1 = solution["coefficients"][0];
    const double b2 = solution["coefficients"][1];
    EXPECT_NEAR(b1 + 2.0 * b2, 2.0, 1e-12);
    EXPECT_NEAR(std::asinh(b2 / 2.0), 2.0 * std::asinh(b1 / 2.0), 1e-12);
    const auto q = [](double z) { return 2.0 - std::sqrt(4.0 + z * z) + z * std::asinh(z / 2.0); };
    EXPECT_NEAR(solution["regularizer_value"], q(b1) + q(b2), 1e-12);
    EXPECT_NEAR(solution["log10_regularizer_value"], std::log10(q(b1) + q(b2)), 1e-12);
}

TEST_F(Fit, LeavesCoefficientsOutUnlessAsked) {
    EXPECT_FALSE(fit_json({"--alpha", "1"})["solutions"][0].contains("coefficients"));
}

TEST_F(Fit, TakesEveryDepthAtEveryAlphaInTheOrderGiven) {
    const json result = fit_json({"--depth", "3,2.5", "--log10-alpha", "-2:1:4"});
    EXPECT_THAT(result["depths"], ElementsAre(3.0, 2.5));
    std::vector<std::pair<double, double>> order;
    for (const json& solution : result["solutions"]) {
        order.emplace_back(solution["depth"], solution["log10_alpha"]);
    }
    EXPECT_THAT(order, ElementsAre(std::pair(3.0, -2.0), std::pair(3.0, -1.0), std::pair(3.0, 0.0),
                                   std::pair(3.0, 1.0), std::pair(2.5, -2.0), std::pair(2.5, -1.0),
                                   std::pair(2.5, 0.0), std::pair(2.5, 1.0)));
}

TEST_F(Fit, AlphaAndItsLogarithmSayTheSame) {
    json by_alpha = fit_json({"--alpha", "1e-3:10:5", "--coefficients"});
    json by_logarithm = fit_json({"--log10-alpha", "-3:1:5", "--coefficients"});
    for (json* result : {&by_alpha, &by_logarithm}) {
        for (json& solution : (*result)["solutions"]) solution.erase("seconds");
    }
    EXPECT_EQ(by_alpha["solutions"], by_logarithm["solutions"]);
}

TEST_F(Fit, ReachesScalesThatNoDoubleHolds) {
    const json result = fit_json({"--depth", "2,5", "--log10-alpha", "-300,-4000"});
    EXPECT_EQ(result["solutions"].size(), 4u);
    EXPECT_EQ(result["solutions"][1]["log10_alpha"], -4000.0);
}

TEST_F(Fit, DefaultPathRunsFromKernelToRich) {
    const json result = fit_json({});
    ASSERT_EQ(result["solutions"].size(), 15u);
    EXPECT_EQ(result["solutions"].front()["log10_alpha"], 2.0);
    EXPECT_EQ(result["solutions"].back()["log10_alpha"], -12.0);
    EXPECT_NEAR(result["solutions"].front()["l1_norm"], 1.2, 1e-3);
    EXPECT_NEAR(result["solutions"].back()["l1_norm"], 1.0, 1e-3);
}

TEST_F(Fit, TakesTheExplicitRegulariserOfDepthTwo) {
    const json result = fit_json({"--regularizer", "explicit", "--alpha", "0.1"});
    EXPECT_EQ(result["regularizer"], "explicit");
    EXPECT_EQ(result["solutions"][0]["status"], "converged");
}

TEST_F(Fit, SimulationEndsWhereTheExactEngineSays) {
    const json exact = fit_json({"--depth", "2,3", "--alpha", "1,0.1", "--coefficients"});
    for (const char* method : {"flow", "descent"}) {
        std::vector<std::string> options = {"--depth",        "2,3",      "--alpha", "1,0.1",
                                            "--coefficients", "--method", method};
        if (options.back() == "descent") {
            options.emplace_back("--step-size");
            options.emplace_back("0.002");
        }
        const json run = fit_json(options);
        EXPECT_EQ(run["method"], method);
        for (std::size_t k = 0; k < 4; ++k) {
            const json& solution = run["solutions"][k];
            EXPECT_EQ(solution["status"], "converged") << method;
            EXPECT_LE(solution["certificate"]["primal_residual"], 1e-8);
            // Descent of finite step lands beside the flow, the more the larger the step.
            const double tolerance = std::string(method) == "flow" ? 1e-6 : 0.1;
            EXPECT_LE(solution["certificate"]["stationarity_residual"], tolerance) << method;
            for (std::size_t i = 0; i < 2; ++i) {
                EXPECT_NEAR(solution["coefficients"][i], exact["solutions"][k]["coefficients"][i],
                            tolerance)
                    << method;
            }
        }
    }
}

TEST_F(Fit, DescentThatRunsAwayIsSaidToDiverge) {
    const Outcome outcome =
        fit({"--method", "descent", "--step-size", "10", "--alpha", "1", "--json"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("diverged"));
    EXPECT_EQ(json::parse(outcome.out)["solutions"][0]["status"], "diverged");
    EXPECT_TRUE(json::parse(outcome.out)["solutions"][0]["l1_norm"].is_number());
}

TEST_F(Fit, TestDataAddErrors) {
    const std::string x = folder_.file("two.csv", "1,0\n0,1\n");
    const std::string y = folder_.file("labels.csv", "-1\n1\n");
    const std::string test_x = folder_.file("test_x.csv", "1,0\n0,2\n-1,0\n2,2.5\n");
    const std::string test_y = folder_.file("test_y.csv", "-1\n1\n-1\n1\n");
    const Outcome outcome = run_program({"fit", "--x", x, "--y", y, "--test-x", test_x, "--test-y",
                                         test_y, "--alpha", "1", "--json"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const json solution = json::parse(outcome.out)["solutions"][0];
    EXPECT_NEAR(solution["test_mse"], (0.0 + 1.0 + 4.0 + 0.25) / 4.0, 1e-9);
    EXPECT_NEAR(solution["test_error"], 0.25, 1e-9);  // beta = (-1, 1)
}

TEST_F(Fit, HasNoTestErrorForMoreThanTwoValues) {
    const std::string test_x = folder_.file("test_x.csv", "1,0\n");
    const std::string test_y = folder_.file("test_y.csv", "3\n");
    const json solution =
        fit_json({"--test-x", test_x, "--test-y", test_y, "--alpha", "1"})["solutions"][0];
    EXPECT_TRUE(solution.contains("test_mse"));
    EXPECT_FALSE(solution.contains("test_error"));
}

TEST_F(Fit, TableHasBothEndsAndTheTransitionInWords) {
    const Outcome outcome = fit({});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, IsEmpty());
    EXPECT_LT(outcome.out.find("minimum l2"), outcome.out.find("minimum l1"));
    EXPECT_THAT(outcome.out, HasSubstr("Depth 2: from alpha = "));
    EXPECT_THAT(unwrapped(outcome.out), HasSubstr("within 1 % of the least"));
}

TEST_F(Fit, WritesAllFilesIntoANewFolder) {
    const std::filesystem::path out = folder_.path("new/landing");
    const Outcome outcome =
        fit({"--depth", "2,3", "--alpha", "1", "--image", "1x2", "--out", out.string(), "--json"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(out), {}), 4);
    EXPECT_EQ(json::parse(read_file(out / "fit.json")), json::parse(outcome.out));
    EXPECT_THAT(read_file(out / "coefficients.npy"), HasSubstr("'shape': (2, 2)"));
    EXPECT_THAT(read_file(out / "endpoints.npy"), HasSubstr("'shape': (2, 2)"));
    const std::string page = read_file(out / "report.html");
    EXPECT_THAT(page, HasSubstr("</html>"));
    EXPECT_THAT(page, HasSubstr("data:image/png;base64,"));
    EXPECT_THAT(page, Not(::testing::ContainsRegex("(src|href)=\"?(https?:)?//")));
}

TEST_F(Fit, SharesNoFolderWithOtherVerbsAndProcesses) {
    const std::string out = folder_.path("landing");
    ASSERT_EQ(fit({"--alpha", "1", "--out", out}).exit_code, 0);
    EXPECT_EQ(fit({"--alpha", "2", "--out", out}).exit_code, 0);  // its own results are replaced
    const std::string matrix = folder_.file("m.csv", "1,2\n3,\n");
    const Outcome other = run_program({"complete", "--matrix", matrix, "--out", out});
    EXPECT_EQ(other.exit_code, 2);
    EXPECT_THAT(other.err, HasSubstr("holds results of \"fit\" (fit.json)"));
    const int descriptor = open(out.c_str(), O_RDONLY | O_DIRECTORY);
    ASSERT_EQ(flock(descriptor, LOCK_EX), 0);
    const Outcome second = fit({"--alpha", "1", "--out", out});
    close(descriptor);
    EXPECT_EQ(second.exit_code, 2);
    EXPECT_THAT(second.err, HasSubstr("another process of regimes is at work in " + out));
}

TEST_F(Fit, FullDiskLeavesNothingBehind) {
    const std::string out = folder_.path("landing");
    const Outcome outcome = fit({"--out", out}, [] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{4096, 4096};  // holds the NPY files and not the page
        setrlimit(RLIMIT_FSIZE, &limit);
    });
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, "regimes: fit: " + out + "/report.html: File too large\n");
    EXPECT_FALSE(std::filesystem::exists(out));
}

TEST_F(Fit, InconsistentDataLandOnTheLeastSquaresSet) {
    const std::string x = folder_.file("three.csv", "1,0\n0,1\n1,0\n");
    const std::string y = folder_.file("no.csv", "1\n1\n3\n");
    const std::string out = folder_.path("landing");
    const auto fitted = [&](std::vector<std::string> more) {
        std::vector<std::string> words = {"fit", "--x", x, "--y", y, "--alpha", "1,0.1", "--json"};
        words.push_back("--coefficients");
        words.insert(words.end(), more.begin(), more.end());
        return run_program(words);
    };
    for (const char* method : {"exact", "flow", "descent"}) {
        const Outcome outcome = fitted({"--method", method, "--out", out + method});
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        const json result = json::parse(outcome.out);
        EXPECT_EQ(result["fits_exactly"], false);
        for (const json& solution : result["solutions"]) {
            EXPECT_EQ(solution["status"], "converged");
            EXPECT_NEAR(solution["training_residual"], std::sqrt(2.0 / 11.0), 1e-9);
            EXPECT_NEAR(solution["coefficients"][0], 2.0, 1e-6);
        }
        EXPECT_TRUE(std::filesystem::exists(out + method + "/report.html"));
        EXPECT_THAT(outcome.out, Not(HasSubstr("null")));  // as JSON shows what is not finite
    }
    const Outcome refused = fitted({"--require-exact-fit"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.err, HasSubstr("infeasible (the first: minimum l2; misfit 0.426 of y)"));
    const json document = json::parse(refused.out);
    for (const json& solution : document["solutions"]) {
        EXPECT_EQ(solution["status"], "infeasible");
    }
}

TEST_F(Fit, ASimulationSaysHowFarItEndedFromTheLimit) {
    const auto simulated = [&](std::vector<std::string> more) {
        more.insert(more.end(), {"--method", "descent", "--alpha", "0.1"});
        return fit(more);
    };
    const auto distance = [&](const char* step_size) {
        const Outcome outcome = simulated({"--step-size", step_size, "--json"});
        return json::parse(outcome.out)["solutions"][0]["limit_distance"].get<double>();
    };
    const double near = distance("0.001"), far = distance("0.01");
    EXPECT_LT(near, 0.5 * far);
    EXPECT_THAT(simulated({"--step-size", "0.03"}).out, HasSubstr("where gradient flow lands"));
    EXPECT_THAT(simulated({"--residual-tolerance", "0.5"}).out, HasSubstr("no interpolants"));
}

TEST_F(Fit, OfOneAlphaNoPathIsToldOf) {
    const std::string start = folder_.file("start.csv", "2,1\n1,1\n");
    const std::string one = unwrapped(fit({"--start", start, "--alpha", "1e-3"}).out);
    EXPECT_THAT(one, HasSubstr("Depth 2: at alpha = 1e-3, the l1 norm is"));
    EXPECT_THAT(unwrapped(fit({"--start", start, "--alpha", "1,1e-3"}).out),
                HasSubstr("from alpha = 1 to 1e-3, the l1 norm goes from"));
}

// y = 100 + 2 a, and b is 0.001 a: in its own unit each feature has the same say.
TEST_F(Fit, InterceptAndStandardizedFeaturesComeBackInTheirUnits) {
    const std::string x = folder_.file("named.csv", "a,b\n1,0.001\n2,0.002\n4,0.004\n5,0.005\n");
    const std::string y = folder_.file("raised.csv", "102\n104\n108\n110\n");
    const std::string out = folder_.path("landing");
    const auto fitted = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"fit", "--x", x, "--y", y, "--alpha", "1"});
        const Outcome outcome = run_program(more);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_EQ(outcome.err, "");
        return outcome.out;
    };
    const json plain = json::parse(fitted({"--json"}));
    EXPECT_THAT(plain["advice"], ElementsAre(HasSubstr("standardize"), HasSubstr("intercept")));
    EXPECT_THAT(unwrapped(fitted({})), HasSubstr("Features differ in size by a factor of 1e+03"));

    const json result =
        json::parse(fitted({"--intercept", "--standardize", "--json", "--coefficients", "--out",
                            out, "--test-x", x, "--test-y", y}));
    EXPECT_THAT(result["advice"], IsEmpty());
    const double deviation = std::sqrt(2.5);  // of a; that of y is twice as much
    for (const json& solution : {result["solutions"][0], result["endpoints"]["minimum_l2"]}) {
        EXPECT_NEAR(solution["intercept"], 100.0, 1e-9);
        EXPECT_NEAR(solution["coefficients"][0], 1.0, 1e-9);
        EXPECT_NEAR(solution["coefficients"][1], 1000.0, 1e-6);
        EXPECT_NEAR(solution["l1_norm"], 2.0 * deviation, 1e-9);
        EXPECT_EQ(solution["effective_support"], 2);
        EXPECT_NEAR(solution["test_mse"], 0.0, 1e-18);
    }
    const std::string selected = read_file(out + "/selected.csv");
    EXPECT_THAT(selected, HasSubstr("path,2,0,(intercept),100"));
    const Outcome shown = run_program({"fit", "--x", x, "--y", y, "--standardize"});
    EXPECT_THAT(unwrapped(shown.out), HasSubstr("in the units given"));
}

// x1 + 2 x2 = 2 at depth 2, alpha = 1: beta = 2 w0^2 (sinh v, sinh 2v) from the shape w0.
TEST_F(Fit, TakesAShapeOfTheStart) {
    const auto coefficients = [&](std::vector<std::string> more) {
        more.insert(more.end(), {"--alpha", "1", "--coefficients"});
        const json solution = fit_json(more)["solutions"][0];
        EXPECT_EQ(solution["status"], "converged");
        return solution["coefficients"].get<std::vector<double>>();
    };
    const std::string shape = folder_.file("w0.csv", "2\n0.5\n");
    const auto shaped = coefficients({"--shape", shape});
    EXPECT_NEAR(shaped[0] + 2.0 * shaped[1], 2.0, 1e-12);
    EXPECT_NEAR(std::asinh(shaped[1] / 0.5), 2.0 * std::asinh(shaped[0] / 8.0), 1e-12);
    const std::string row = folder_.file("row.csv", "2,0.5\n");
    EXPECT_EQ(coefficients({"--shape", row}), shaped);
    EXPECT_NE(coefficients({}), shaped);
    for (const char* method : {"flow", "descent"}) {
        const auto trained = coefficients({"--shape", shape, "--method", method});
        EXPECT_NEAR(trained[0], shaped[0], method == std::string("flow") ? 1e-6 : 0.02) << method;
    }
    // Two rows, or two columns if there are not two features only; both the same: no bias.
    const std::string both = folder_.file("both.csv", "2,0.5\n2,0.5\n");
    const auto unbiased = coefficients({"--start", both});
    EXPECT_NEAR(unbiased[0], shaped[0], 1e-12);
    // Biased: beta = w+^2 e^2v - w-^2 e^-2v for v times (1, 2), after the logarithm of the ratio.
    const std::string start = folder_.file("start.csv", "2,0.5\n1,1\n");
    const auto biased = coefficients({"--start", start});
    EXPECT_NEAR(biased[0] + 2.0 * biased[1], 2.0, 1e-12);
    const auto half_slope = [](double b, double plus, double minus) {  // plus s - minus / s = b
        return std::log((b + std::sqrt(b * b + 4.0 * plus * minus)) / (2.0 * plus));
    };
    EXPECT_NEAR(half_slope(biased[1], 0.25, 1.0), 2.0 * half_slope(biased[0], 4.0, 1.0), 1e-10);
    EXPECT_THAT(unwrapped(fit({"--start", start}).out),
                HasSubstr("need not lead from the minimum l2"));
}

TEST_F(Fit, MatchesAShapeByNames) {
    const std::string x = folder_.file("ab.csv", "a,b\n1,2\n");
    const auto solved = [&](const std::string& shape) {
        const Outcome outcome = run_program({"fit", "--x", x, "--y", y_, "--alpha", "1", "--shape",
                                             shape, "--coefficients", "--json"});
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        return json::parse(outcome.out)["solutions"][0]["coefficients"];
    };
    EXPECT_EQ(solved(folder_.file("ba.csv", "b,a\n0.5,2\n")),
              solved(folder_.file("plain.csv", "2,0.5\n")));
}

TEST_F(Fit, UnmetTolerancesAreNamed) {
    const Outcome outcome = fit({"--alpha", "0.1", "--max-iterations", "1", "--json"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("depth 2, log10 alpha -1"));
    EXPECT_NE(json::parse(outcome.out)["solutions"][0]["status"], "converged");
}

TEST_F(Fit, InterruptLeavesTheRestCancelledAndWritesWhatIsThere) {
    std::string x, y;
    for (int n = 0; n < 60; ++n) {
        for (int i = 0; i < 2000; ++i) {
            x += std::to_string((n * 7919 + i * 104729 + n * i * 31) % 1009 - 504);
            x += i + 1 < 2000 ? "," : "\n";
        }
        y += std::to_string(n % 7 - 3) + "\n";
    }
    const std::string out = folder_.path("landing");
    const Outcome outcome = interrupt_program({"fit", "--x", folder_.file("wide.csv", x), "--y",
                                               folder_.file("tall.csv", y), "--log10-alpha",
                                               "2:-300:3000", "--json", "--out", out});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("cancelled"));
    EXPECT_THAT(outcome.err, Not(HasSubstr("nan")));
    const json result = json::parse(outcome.out);
    ASSERT_EQ(result["solutions"].size(), 3000u);
    EXPECT_EQ(result["solutions"].back()["status"], "cancelled");
    EXPECT_TRUE(result["solutions"].back()["l1_norm"].is_null());
    EXPECT_TRUE(std::filesystem::exists(out + "/fit.json"));
}

}  // namespace
}  // namespace regimes::cli
