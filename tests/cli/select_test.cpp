// SPDX-License-Identifier: BSD-3-Clause
// Choosing depth, scale and stopping time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "regimes/core/random.hpp"
#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

using Words = std::vector<std::string>;

/// Samples whose features have names; y is the sum of the first two, with noise.
class Select : public ::testing::Test {
protected:
    void SetUp() override {
        RandomStream stream(3, "select");
        std::string x = "a,b,c,d,e,f,y\n", fresh = "f,e,d,c,b,a\n";
        for (int n = 0; n < 40; ++n) {
            const Vector row = stream.normals(6);
            const double y = 3.0 * row[0] - 2.0 * row[1] + 0.3 * stream.normal() + 10.0;
            std::ostringstream line;
            for (int i = 0; i < 6; ++i) line << row[i] << ',';
            x += line.str() + std::to_string(y) + "\n";
            if (n < 5) {
                std::ostringstream turned;
                for (int i = 5; i >= 0; --i) turned << row[i] << (i > 0 ? "," : "\n");
                fresh += turned.str();
            }
        }
        x_ = folder_.file("x.csv", x);
        fresh_ = folder_.file("fresh.csv", fresh);
    }

    Outcome select(Words more) const {
        Words words = {"fit", "--x", x_, "--target", "y", "--cv", "4"};
        words.insert(words.end(), more.begin(), more.end());
        return run_program(words);
    }

    ScratchFolder folder_;
    std::string x_, fresh_;
};

TEST_F(Select, SaysWhatItChoseAndPredictAppliesIt) {
    const std::string out = folder_.path("chosen");
    const Outcome outcome = select({"--out", out});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("of 6 features, with an expected mean squared error of"));
    EXPECT_THAT(outcome.out, HasSubstr("On the same folds: ridge"));
    EXPECT_THAT(read_file(out + "/selected.csv"),
                HasSubstr("feature,coefficient,share_of_folds\n(intercept),"));
    EXPECT_THAT(read_file(out + "/report.html"), HasSubstr("Along the time of training"));
    const Outcome predicted = run_program({"predict", out, "--x", fresh_});
    EXPECT_EQ(predicted.exit_code, 0);
    const json chosen = json::parse(read_file(out + "/select.json"));
    EXPECT_NEAR(std::stod(predicted.out), 10.0, 12.0);
    EXPECT_EQ(chosen["solutions"].size(), 1U);
    EXPECT_EQ(chosen["provenance"]["options"]["cv"], 4);
    EXPECT_THAT(run_program({"predict", out, "--x", fresh_, "--solution", "minimum-l1"}).err,
                HasSubstr("--solution: what select left in"));
}

TEST_F(Select, NeitherThreadsNorTheVerbsNameShow) {
    const auto result = [&](const char* verb, const char* threads) {
        const Outcome outcome = run_program({verb, "--x", x_, "--target", "y", "--cv", "4",
                                             "--threads", threads, "--json", "--coefficients"});
        return json::parse(outcome.out)["solutions"][0]["coefficients"];
    };
    EXPECT_EQ(result("fit", "1"), result("select", "2"));
}

TEST_F(Select, MisuseNamesTheOption) {
    EXPECT_THAT(select({"--cv", "41"}).err, HasSubstr("--cv"));
    EXPECT_THAT(select({"--loss", "logistic"}).err,
                HasSubstr("--loss: logistic takes two classes, but the target in " + x_));
    EXPECT_THAT(select({"--depth", "50", "--log10-alpha", "5"}).err,
                HasSubstr("--log10-alpha: 5 given, -5.429 to 2.659 expected for a flow of depth "
                          "50"));
    const std::string groups = folder_.file("groups.csv", "a\nb\n");
    EXPECT_THAT(select({"--groups", groups}).err, HasSubstr("groups.csv"));
    for (const Words& words : {Words{"--cv", "1"}, Words{"--rule", "most"}}) {
        EXPECT_EQ(select(words).exit_code, 2);
    }
}

TEST_F(Select, GroupsStayTogether) {
    std::string groups;
    for (int n = 0; n < 40; ++n) groups += "plate-" + std::to_string(n / 5) + "\n";
    const Outcome outcome = select({"--groups", folder_.file("groups.csv", groups)});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("4 grouped folds"));
}

TEST_F(Select, CtrlCLeavesNothingHalfDone) {
    std::string wide;
    RandomStream stream(4, "wide");
    for (int n = 0; n < 60; ++n) {
        const Vector row = stream.normals(2000);
        std::ostringstream line;
        for (int i = 0; i < 2000; ++i) line << row[i] << (i < 1999 ? "," : "\n");
        wide += line.str();
    }
    std::string y;
    for (int n = 0; n < 60; ++n) y += std::to_string(stream.normal()) + "\n";
    const std::string out = folder_.path("out");
    const Outcome outcome =
        interrupt_program({"select", "--x", folder_.file("wide.csv", wide), "--y",
                           folder_.file("tall.csv", y), "--threads", "1", "--out", out});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr("cancelled"));
    EXPECT_THAT(outcome.out, Not(HasSubstr("Written:")));
}

}  // namespace
}  // namespace regimes::cli
