// SPDX-License-Identifier: BSD-3-Clause
// `regimes predict`: new samples, and the folder of a fit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

/// y = 10 + 2 a - b exactly, in three features of three samples.
class Predict : public ::testing::Test {
protected:
    void SetUp() override { fit({}); }

    void fit(const Words& more) const {
        Words words = {"fit",     "--x",   table_,    "--target",   "y",     "--intercept",
                       "--depth", "2,3.5", "--alpha", "1,0.01,0.1", "--out", landing_};
        words.insert(words.end(), more.begin(), more.end());
        const Outcome outcome = run_program(words);
        ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    }
    Outcome predict(const std::string& x, const Words& more = {}) const {
        Words words = {"predict", landing_, "--x", x};
        words.insert(words.end(), more.begin(), more.end());
        return run_program(words);
    }
    json predict_json(const std::string& x, Words more = {}) const {
        more.emplace_back("--json");
        const Outcome outcome = predict(x, more);
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
        EXPECT_EQ(outcome.err, "");
        return json::parse(outcome.out);
    }
    std::string refusal(const std::string& x, const Words& more = {}) const {
        const Outcome outcome = predict(x, more);
        EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
        EXPECT_EQ(outcome.out, "");
        EXPECT_THAT(outcome.err, StartsWith("regimes: predict: "));
        return outcome.err;
    }
    static std::vector<double> numbers(const std::string& lines) {
        std::istringstream stream(lines);
        std::vector<double> found;
        for (double number = 0.0; stream >> number;) found.push_back(number);
        return found;
    }

    ScratchFolder folder_;
    std::string table_ =
        folder_.file("table.csv", "a,b,c,y\n1,2,0.5,10\n2,1,0.25,13\n0,3,1,7\n4,4,2,14\n");
    std::string new_ = folder_.file("new.csv", "b,c,a\n1,2,3\n0,0,0\n");
    std::string landing_ = folder_.path("landing");
};

TEST_F(Predict, OnePredictionALineFromTheSmallestAlphaOfTheFirstDepth) {
    const Outcome outcome = predict(new_);
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, HasSubstr("depth 2, alpha = 1e-2: the smallest alpha of the first "
                                       "depth\n"));
    EXPECT_THAT(outcome.err, HasSubstr("columns are put in the order of " + landing_));
    const json fitted = json::parse(read_file(landing_ + "/fit.json"));
    const json document = predict_json(new_);
    EXPECT_EQ(document["n_samples"], 2);
    EXPECT_EQ(document["solutions"][0]["log10_alpha"], -2.0);
    EXPECT_EQ(numbers(outcome.out), document["solutions"][0]["predictions"]);
    EXPECT_EQ(document["solutions"][0]["predictions"][1], fitted["solutions"][1]["intercept"]);
}

TEST_F(Predict, GivesBackWhatWasFitted) {
    for (const char* solution : {"path", "minimum-l2", "minimum-l1"}) {
        const Outcome outcome = predict(table_, {"--solution", solution});
        const std::vector<double> predictions = numbers(outcome.out);
        const std::vector<double> expected = {10.0, 13.0, 7.0, 14.0};
        ASSERT_EQ(predictions.size(), 4U) << outcome.err;
        for (std::size_t n = 0; n < 4; ++n) EXPECT_NEAR(predictions[n], expected[n], 1e-9);
        EXPECT_THAT(outcome.err, HasSubstr("column \"y\" is set aside"));
    }
}

TEST_F(Predict, TakesTheSolutionOfLeastTestErrorIfThereIsOne) {
    // Far from the training samples solutions differ; the truth is that of the second alpha.
    const std::string far = folder_.file("far.csv", "a,b,c\n50,-70,90\n-60,20,10\n");
    const std::vector<double> truth =
        predict_json(far, {"--depth", "2", "--alpha", "0.1"})["solutions"][0]["predictions"];
    std::ostringstream test;
    test.precision(17);
    test << "a,b,c,y\n50,-70,90," << truth[0] << "\n-60,20,10," << truth[1] << "\n";
    fit({"--test-x", folder_.file("test.csv", test.str())});
    const json document = predict_json(far);
    EXPECT_EQ(document["solutions"][0]["log10_alpha"], -1.0);
    EXPECT_THAT(document["choice"].get<std::string>(), HasSubstr("of least test MSE"));
}

TEST_F(Predict, TakesTheSolutionsAskedFor) {
    const json both = predict_json(new_, {"--depth", "3.5,2", "--alpha", "0.1,1"});
    ASSERT_EQ(both["solutions"].size(), 4U);
    EXPECT_FALSE(both.contains("choice"));
    EXPECT_EQ(both["solutions"][0]["depth"], 3.5);
    EXPECT_EQ(both["solutions"][3]["log10_alpha"], 0.0);
    const json first = predict_json(new_, {"--log10-alpha", "-1"});
    EXPECT_EQ(first["solutions"][0]["depth"], 2.0);
    EXPECT_THAT(first["choice"].get<std::string>(), HasSubstr("depth 2, the first of the fit"));
    EXPECT_THAT(predict(new_, {"--solution", "minimum-l1", "--alpha", "1"}).err,
                HasSubstr("predict: --alpha: has an effect only together with --solution path"));
    const json deep = predict_json(new_, {"--depth", "3.5"});
    EXPECT_EQ(deep["choice"], "depth 3.5, alpha = 1e-2: the smallest alpha");
    EXPECT_EQ(predict_json(new_, {"--solution", "minimum-l1"})["solutions"][0]["name"],
              "minimum l1");
    EXPECT_EQ(predict(new_, {"--depth", "2,3.5", "--alpha", "1"}).err.find("smallest"),
              std::string::npos);
}

TEST_F(Predict, WritesNamesAndIdsToAFile) {
    const std::string out = folder_.path("predictions.csv");
    const std::string named =
        folder_.file("named.csv", "patient_id,a,b,c\nx1,1,2,0.5\n\"y, 2\",2,1,0.25\n");
    EXPECT_EQ(predict(named, {"--out", out}).out, "");
    const std::string text = read_file(out);
    EXPECT_THAT(text, StartsWith("patient_id,depth 2 log10 alpha -2\nx1,"));
    EXPECT_THAT(text, HasSubstr("\n\"y, 2\","));
    // As pandas numbers rows; a column of words; and none.
    const std::string numbered = folder_.file("numbered.csv", ",a,b,c\n0,1,2,0.5\n1,2,1,0.25\n");
    EXPECT_THAT(predict_json(numbered)["ids"], ElementsAre("0", "1"));
    const std::string last = folder_.file("last.csv", "a,b,c,who\n1,2,0.5,u\n2,1,0.25,v\n");
    EXPECT_THAT(predict_json(last, {"--id-column", "who"})["ids"], ElementsAre("u", "v"));
    EXPECT_FALSE(predict_json(new_).contains("ids"));
    EXPECT_THAT(refusal(new_, {"--out", new_}), HasSubstr("holds the samples of --x"));
    EXPECT_THAT(refusal(new_, {"--out", folder_.path("none/out.csv")}), HasSubstr("none/out.csv"));
}

TEST_F(Predict, GivesTheNearerOfTwoClasses) {
    const std::string y = folder_.file("classes.csv", "7\n3\n7\n3\n");
    const std::string x = folder_.file("x.csv", "a,b\n1,0\n0,1\n2,0\n0,2\n");
    ASSERT_EQ(run_program({"fit", "--x", x, "--y", y, "--alpha", "1", "--out", landing_}).exit_code,
              0);
    EXPECT_THAT(json::parse(read_file(landing_ + "/fit.json"))["classes"], ElementsAre(3.0, 7.0));
    const json document = predict_json(x);
    EXPECT_THAT(document["solutions"][0]["classes"], ElementsAre(3.0, 3.0, 7.0, 3.0));
    EXPECT_THAT(predict(x).out, HasSubstr(",7\n"));
    EXPECT_THAT(run_program({"predict", landing_, "--x", x, "--out", "/dev/stdout"}).out,
                StartsWith("depth 2 log10 alpha 0,class at depth 2 log10 alpha 0\n"));
}

TEST_F(Predict, NamesWhatDoesNotFit) {
    EXPECT_THAT(refusal(folder_.file("lacks.csv", "a,b,d\n1,2,3\n")),
                HasSubstr("the columns of " + landing_ + " expected, but it lacks c and has d"));
    EXPECT_THAT(refusal(folder_.file("short.csv", "1.5,2.5\n")),
                HasSubstr("has 2 columns, but the fit in " + landing_ + " has 3 features"));
    EXPECT_THAT(refusal(new_, {"--depth", "4"}),
                HasSubstr("--depth: 4 given, but the fit in " + landing_ + " has 2, 3.5"));
    EXPECT_THAT(refusal(new_, {"--alpha", "7"}), HasSubstr("has log10 alpha -2, -1, 0"));
    EXPECT_THAT(refusal(new_, {"--solution", "minimum-l2", "--alpha", "1"}),
                HasSubstr("only together with --solution path"));
    EXPECT_THAT(run_program({"predict", landing_}).err, HasSubstr("--x: missing"));
}

TEST_F(Predict, SaysWhyAFolderIsNoneOfAFit) {
    const auto refused = [&](const std::string& folder) {
        const Outcome outcome = run_program({"predict", folder, "--x", new_});
        EXPECT_EQ(outcome.exit_code, 2);
        return outcome.err;
    };
    EXPECT_THAT(refused(folder_.path("nowhere")), HasSubstr("nowhere: no such folder"));
    EXPECT_THAT(refused(folder_.path("")), HasSubstr("no fit.json"));
    const std::string other = folder_.path("completed");
    const std::string matrix = folder_.file("m.csv", "1,2\n3,\n");
    ASSERT_EQ(
        run_program({"complete", "--matrix", matrix, "--alpha", "1", "--out", other}).exit_code, 0);
    EXPECT_THAT(refused(other), HasSubstr("holds results of \"complete\", one of \"fit\""));
    const std::filesystem::path document = landing_ + "/fit.json";
    const std::string whole = read_file(document);
    for (const std::string& damaged :
         {whole.substr(0, whole.size() / 2), std::string("{}"), std::string("[1]"),
          std::string(R"({"n_features": "three"})"), std::string(100'000, '[')}) {
        std::ofstream(document) << damaged;
        EXPECT_THAT(refused(landing_), HasSubstr("fit.json: the document is damaged"));
    }
    std::ofstream(document) << whole;
    std::filesystem::copy_file(landing_ + "/endpoints.npy", landing_ + "/coefficients.npy",
                               std::filesystem::copy_options::overwrite_existing);
    EXPECT_THAT(refused(landing_), HasSubstr("coefficients.npy: 2 x 3 coefficients, but fit.json "
                                             "beside it has 6 solutions of 3 features"));
    std::filesystem::remove(document);
    EXPECT_THAT(refused(landing_), HasSubstr("fit has not finished there"));
}

TEST_F(Predict, SaysThatASolutionHadNotConverged) {
    run_program({"fit", "--x", table_, "--target", "y", "--alpha", "0.1", "--max-iterations", "1",
                 "--out", landing_});
    const Outcome outcome = predict(new_);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(numbers(outcome.out).size(), 2U);
    EXPECT_THAT(outcome.err, HasSubstr("1 of 1 solutions"));
}

}  // namespace
}  // namespace regimes::cli
