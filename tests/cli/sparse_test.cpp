// SPDX-License-Identifier: BSD-3-Clause
// `fit` on sparse samples: as SciPy and svmlight write them, trained on, tested and refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Words = std::vector<std::string>;

const std::string seeds = std::string(REGIMES_SOURCE_DIR) + "/tests/fuzz/seeds/sparse/";

class Sparse : public ::testing::Test {
protected:
    static json fit(Words options) {
        Words command = {"fit", "--alpha", "1,1e-6", "--coefficients", "--json"};
        command.insert(command.end(), options.begin(), options.end());
        const Outcome outcome = run_program(command);
        EXPECT_LT(outcome.exit_code, 2) << outcome.err;
        return outcome.exit_code < 2 ? json::parse(outcome.out) : json();
    }
    static void expect_same(const json& sparse, const json& dense) {
        EXPECT_EQ(sparse["n_samples"], dense["n_samples"]);
        ASSERT_EQ(sparse["n_features"], dense["n_features"]);
        for (std::size_t k = 0; k < 2; ++k) {
            const std::vector<double> a = sparse["solutions"][k]["coefficients"];
            const std::vector<double> b = dense["solutions"][k]["coefficients"];
            for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-8);
        }
    }

    const ScratchFolder folder_;
    const std::string dense_ = folder_.file("x.csv", "0,1.5,0,0,-2\n0,0,0,0,0\n3,0,0,0.25,4\n");
    const std::string y_ = folder_.file("y.csv", "1\n-1\n2.5\n");
};

TEST_F(Sparse, FilesOfSciPyAndSvmlightLandWhereTablesDo) {
    for (const Words& more : {Words{}, Words{"--intercept"}, Words{"--method", "flow"}}) {
        const auto with = [&](Words words) {
            words.insert(words.end(), more.begin(), more.end());
            return fit(words);
        };
        const json expected = with({"--x", dense_, "--y", y_});
        const json scipy = with({"--x", seeds + "csr.npz", "--y", y_});
        expect_same(scipy, expected);
        EXPECT_THAT(scipy["notes"][0], HasSubstr("sparse (SciPy's NPZ), 3 x 5"));
        expect_same(with({"--x", seeds + "one.svm"}), expected);
    }
}

TEST_F(Sparse, TestSamplesAreNumberedAsTheTrainingSamples) {
    const std::string x = folder_.file("x.svm", "1 0:1 3:2\n2 1:1\n3 0:1 2:-1\n");
    const std::string test = folder_.file("test.svm", "0.5 1:3\n1 2:1\n");
    const json document = fit({"--x", x, "--test-x", test});
    const std::vector<double> b = document["solutions"][0]["coefficients"];
    ASSERT_EQ(b.size(), 4U);
    const double first = 3.0 * b[1] - 0.5, second = b[2] - 1.0;
    EXPECT_NEAR(document["solutions"][0]["test_mse"], (first * first + second * second) / 2.0,
                1e-12);
}

TEST_F(Sparse, PredictNumbersFeaturesAsTheFitDid) {
    const std::string x = folder_.file("x.svm", "1 0:1 3:2\n2 1:1\n3 0:1 2:-1\n");
    const std::string out = folder_.path("landing");
    const json document = fit({"--x", x, "--out", out});
    const std::vector<double> b = document["solutions"][1]["coefficients"];
    const std::string fresh = folder_.file("new.svm", "0 1:3\n0 2:1\n");
    const Outcome outcome = run_program({"predict", out, "--x", fresh});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    std::istringstream lines(outcome.out);
    double first = 0.0, second = 0.0;
    lines >> first >> second;
    EXPECT_NEAR(first, 3.0 * b[1], 1e-12);
    EXPECT_NEAR(second, b[2], 1e-12);
}

// Columns without an entry cost nothing, and have the coefficient 0.
TEST_F(Sparse, EmptyColumnsHaveNoSay) {
    const std::string far =
        folder_.file("far.svm", "1 2:1.5 2000:-2\n-1 5:1\n2.5 1:3 1000:0.25 2000:4\n");
    const std::string near = folder_.file("near.svm", "1 2:1.5 5:-2\n-1 3:1\n2.5 1:3 4:0.25 5:4\n");
    const std::vector<std::size_t> places = {0, 1, 4, 999, 1999};
    for (const Words& more :
         {Words{}, Words{"--intercept", "--standardize"}, Words{"--regularizer", "explicit"}}) {
        const auto with = [&](const std::string& x) {
            Words words = {"--x", x, "--test-x", x};
            words.insert(words.end(), more.begin(), more.end());
            return fit(words);
        };
        const json wide = with(far);
        const json narrow = with(near);
        EXPECT_EQ(wide["n_features"], 2000);
        for (std::size_t k = 0; k < 2; ++k) {
            const std::vector<double> all = wide["solutions"][k]["coefficients"];
            const std::vector<double> used = narrow["solutions"][k]["coefficients"];
            ASSERT_EQ(all.size(), 2000U);
            for (std::size_t i = 0; i < used.size(); ++i) EXPECT_EQ(all[places[i]], used[i]);
            EXPECT_EQ(std::count(all.begin(), all.end(), 0.0), 1995);
            for (const char* name : {"l1_norm", "test_mse", "regularizer_value"}) {
                EXPECT_EQ(wide["solutions"][k][name], narrow["solutions"][k][name]) << name;
            }
        }
    }
}

TEST_F(Sparse, ABiasedStartStaysWhereNoSampleIs) {
    const std::string x = folder_.file("gap.svm", "1 1:1 3:1\n2 1:1 3:2\n");
    const std::string start = folder_.file("start.csv", "2,2,2\n1,1,1\n");
    const json document = fit({"--x", x, "--start", start});
    EXPECT_NEAR(document["solutions"][0]["coefficients"][1], 3.0, 1e-9);  // 2^2 - 1^2 at alpha = 1
}

TEST_F(Sparse, StoredEntriesAreObserved) {
    const Outcome outcome =
        run_program({"complete", "--matrix", seeds + "csr.npz", "--alpha", "1", "--json"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const json document = json::parse(outcome.out);
    EXPECT_EQ(document["n_rows"], 2);
    EXPECT_EQ(document["n_columns"], 4);
    EXPECT_EQ(document["n_observed"], 5);
    EXPECT_THAT(document["notes"][0], HasSubstr("the 5 entries stored are known"));
}

TEST_F(Sparse, WhatDoesNotFitIsNamed) {
    const auto refusal = [](const Words& options) {
        Words command = {"fit"};
        command.insert(command.end(), options.begin(), options.end());
        const Outcome outcome = run_program(command);
        EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
        return outcome.err;
    };
    EXPECT_THAT(refusal({"--x", seeds + "csr.npz"}), HasSubstr("--y: missing"));
    EXPECT_THAT(refusal({"--x", seeds + "bad-coo.npz", "--y", y_}), HasSubstr("csr or csc"));
    EXPECT_THAT(refusal({"--x", seeds + "csr.npz", "--y", y_, "--test-x", seeds + "counts.npz",
                         "--test-y", folder_.file("two.csv", "1\n2\n")}),
                HasSubstr("has 2 columns, but"));
    const std::string wide = folder_.file("wide.svm", "1 9:1\n");
    EXPECT_THAT(refusal({"--x", seeds + "one.svm", "--test-x", wide}),
                HasSubstr("has 9 columns, but"));
    const Outcome shape = run_program({"train", "--x", seeds + "csr.npz", "--y", y_});
    EXPECT_THAT(shape.err, HasSubstr("a sparse matrix, a dense one expected"));
}

}  // namespace
}  // namespace regimes::cli
