// SPDX-License-Identifier: BSD-3-Clause
// Tables as other programs write them: what is read, what is set aside, and what is said of it.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Words = std::vector<std::string>;

const std::string rows =
    "-0.802,-1.324,-0.248,0.42\n0.273,-1.233,-0.958,1.6\n-0.713,0.553,-0.063,-0.589\n";
const std::string targets = "0.262\n-0.539\n0.025\n";

class Tables : public ::testing::Test {
protected:
    static json read(Words command, const std::function<void()>& prepare = {}) {
        command.emplace_back("--json");
        const Outcome outcome = run_program(command, prepare);
        EXPECT_LT(outcome.exit_code, 2) << outcome.err;
        return outcome.exit_code < 2 ? json::parse(outcome.out) : json();
    }
    json fit(const std::string& x, const std::string& y, const Words& more = {}) const {
        Words command = {"fit", "--x", x, "--y", y, "--alpha", "1", "--coefficients"};
        command.insert(command.end(), more.begin(), more.end());
        return read(command);
    }
    /// The coefficients of the only solution.
    static std::vector<double> coefficients(const json& document) {
        return document["solutions"][0]["coefficients"];
    }
    std::string refusal(const Words& command) const {
        const Outcome outcome = run_program(command);
        EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
        EXPECT_EQ(outcome.out, "");
        return outcome.err;
    }
    std::string gzipped(const std::string& name, const std::string& text) const {
        const std::string path = folder_.path(name);
        const gzFile file = gzopen(path.c_str(), "wb");
        gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
        gzclose(file);
        return path;
    }

    ScratchFolder folder_;
    std::string x_ = folder_.file("plain.csv", rows);
    std::string y_ = folder_.file("plain_y.csv", targets);
};

TEST_F(Tables, EveryWayToWriteThemGivesTheSameNumbers) {
    const std::vector<double> expected = coefficients(fit(x_, y_));
    ASSERT_EQ(expected.size(), 4U);
    const std::string numbered_y = folder_.file("y0.csv", "0\n" + targets);
    const std::string named_y = folder_.file("y1.csv", ",y\n0,0.262\n1,-0.539\n2,0.025\n");
    std::string indexed = ",c0,c1,c2,c3\n";
    std::string trailing;
    std::string commas;
    std::size_t row = 0;
    for (std::size_t at = 0; at < rows.size(); ++row) {
        const std::size_t end = rows.find('\n', at);
        const std::string line = rows.substr(at, end - at);
        indexed += std::to_string(row) + "," + line + "\n";
        trailing += line + ",\n";
        for (const char c : line) commas += c == ',' ? ';' : c == '.' ? ',' : c;
        commas += "\n";
        at = end + 1;
    }
    for (const std::string& x :
         {folder_.file("numbered.csv", "0,1,2,3\n" + rows), folder_.file("index.csv", indexed),
          folder_.file("trailing.csv", trailing), folder_.file("commas.csv", commas),
          gzipped("x.csv.gz", rows)}) {
        for (const std::string& y : {y_, numbered_y, named_y}) {
            const json document = fit(x, y);
            EXPECT_EQ(document["n_samples"], 3) << x << " " << y;
            EXPECT_EQ(coefficients(document), expected) << x << " " << y;
        }
    }
    EXPECT_THAT(fit(x_, y_)["notes"], IsEmpty());
    const json document = fit(folder_.path("index.csv"), y_);
    EXPECT_THAT(document["features"], ElementsAre("c0", "c1", "c2", "c3"));
    EXPECT_THAT(document["notes"],
                ElementsAre(HasSubstr("row 1 is the header"), HasSubstr("is set aside")));
}

TEST_F(Tables, StandardInput) {
    const auto from_file = [this] { dup2(open(x_.c_str(), O_RDONLY), STDIN_FILENO); };
    for (const char* name : {"-", "/dev/stdin"}) {
        EXPECT_EQ(read({"fit", "--x", name, "--y", y_, "--alpha", "1"}, from_file)["n_features"],
                  4);
    }
}

TEST_F(Tables, ATargetIsAColumn) {
    const std::string x = folder_.file("t.csv", "id,a,y,b\n7,1,3,2\n9,2,-1,1\n");
    const std::string out = folder_.path("landing");
    const json document = read({"fit", "--x", x, "--target", "y", "--alpha", "1", "--coefficients",
                                "--test-x", folder_.file("u.csv", "b,a,y\n2,1,3\n"), "--out", out});
    EXPECT_EQ(document["n_features"], 2);
    EXPECT_THAT(document["features"], ElementsAre("a", "b"));
    // 1 a + 2 b = 3, 2 a + b = -1
    EXPECT_NEAR(coefficients(document)[0], -5.0 / 3.0, 1e-9);
    EXPECT_NEAR(coefficients(document)[1], 7.0 / 3.0, 1e-9);
    EXPECT_NEAR(document["solutions"][0]["test_mse"], 0.0, 1e-18);
    EXPECT_THAT(document["notes"], Contains(HasSubstr("by their names")));
    const std::string selected = read_file(out + "/selected.csv");
    EXPECT_THAT(selected, HasSubstr("solution,depth,log10_alpha,feature,coefficient\n"));
    EXPECT_THAT(selected, HasSubstr("path,2,0,b,2.33333"));
    EXPECT_LT(selected.find("path,2,0,b,"), selected.find("path,2,0,a,"));
    EXPECT_THAT(read_file(out + "/report.html"), HasSubstr("features carry the prediction"));

    EXPECT_THAT(refusal({"fit", "--x", x, "--target", "z"}),
                HasSubstr("--target: \"z\" given, but " + x + " has no column of this name"));
    EXPECT_THAT(refusal({"fit", "--x", x_, "--target", "z"}), HasSubstr("has no header"));
    EXPECT_THAT(refusal({"fit", "--x", x, "--target", "y", "--y", y_}),
                HasSubstr("--target and --y: both given"));
    EXPECT_THAT(refusal({"fit", "--x", x}), HasSubstr("--y: missing"));
}

// As pandas writes them: features and target are 1 and 0, and each is said to be.
TEST_F(Tables, TrueAndFalseAreNumbers) {
    const std::string x =
        folder_.file("bool.csv", ",age,smoker,y\n0,0.5,True,False\n1,1.5,False,True\n");
    const json document =
        read({"fit", "--x", x, "--target", "y", "--alpha", "1", "--coefficients"});
    EXPECT_THAT(document["features"], ElementsAre("age", "smoker"));
    EXPECT_NEAR(coefficients(document)[0], 2.0 / 3.0, 1e-9);  // 0.5 a + b = 0, 1.5 a = 1
    EXPECT_NEAR(coefficients(document)[1], -1.0 / 3.0, 1e-9);
    EXPECT_THAT(document["classes"], ElementsAre(0.0, 1.0));
    EXPECT_THAT(document["notes"], Contains(HasSubstr("True and False count as 1 and 0 in column 3 "
                                                      "(smoker), column 4 (y)")));
    const json trained = read({"train", "--x", x, "--target", "y", "--loss", "cross-entropy",
                               "--hidden", "8", "--max-steps", "5"});
    EXPECT_THAT(trained["classes"], ElementsAre("False", "True"));
}

TEST_F(Tables, WhereXMayHaveAHeaderOfNumbersSoMayY) {
    const std::string x = folder_.file("x.csv", "0,1\n1,0\n1,1\n");
    const std::string y = folder_.file("y.csv", "0\n1\n1\n");
    const json document = fit(x, y);
    EXPECT_EQ(document["n_samples"], 3);
    EXPECT_THAT(document["notes"], ElementsAre(HasSubstr("x.csv: row 1 counts as numbers"),
                                               HasSubstr("y.csv: row 1 counts as numbers")));
}

TEST_F(Tables, TestTablesAreMatchedByName) {
    const std::string x = folder_.file("a.csv", "p,q\n1,2\n3,1\n");
    const std::string y = folder_.file("b.csv", "1\n2\n");
    const std::string test = folder_.file("c.csv", "q,p\n2,1\n1,3\n");
    EXPECT_NEAR(fit(x, y, {"--test-x", test, "--test-y", y})["solutions"][0]["test_mse"], 0.0,
                1e-18);
    const std::string other = folder_.file("d.csv", "q,r\n2,1\n1,3\n");
    EXPECT_THAT(refusal({"fit", "--x", x, "--y", y, "--test-x", other, "--test-y", y}),
                HasSubstr("the columns of " + x + " expected, but it lacks p and has r"));
}

TEST_F(Tables, MissingValuesAreNamedWithTheWayOut) {
    const std::string x = folder_.file("m.csv", "age,bmi\n1,2\n3,NA\n");
    EXPECT_THAT(refusal({"fit", "--x", x, "--y", y_}),
                HasSubstr("row 3, column 2 (bmi): \"NA\" is not a finite number; fill it in"));
}

TEST_F(Tables, TheFirstSampleIsNeverLost) {
    const std::string x = folder_.file("q.csv", "\"7444.2\n1\n2\n");
    EXPECT_THAT(refusal({"fit", "--x", x, "--y", y_}), HasSubstr("row 1, column 1"));
}

TEST_F(Tables, IncompleteMatrices) {
    const std::string numbered = "0,1,2\n5,,3\n4,2,\n,1,1\n";
    const std::string with_index = ",0,1,2\n0,5.0,,3.0\n1,4.0,2.0,\n2,,1.0,1.0\n";
    for (const std::string& text : {numbered, with_index, std::string("5,,3,\n4,2,,\n,1,1,\n")}) {
        const json document =
            read({"complete", "--matrix", folder_.file("m.csv", text), "--alpha", "1"});
        EXPECT_EQ(document["n_rows"], 3) << text;
        EXPECT_EQ(document["n_columns"], 3) << text;
        EXPECT_EQ(document["n_observed"], 6) << text;
        EXPECT_THAT(document["notes"], Not(IsEmpty())) << text;
    }
    const json commas =
        read({"complete", "--matrix", folder_.file("h.csv", "4,5;;3,5\n;2;1\n5;;3\n4;2;\n"),
              "--alpha", "1"});
    EXPECT_EQ(commas["n_rows"], 4);
    EXPECT_THAT(
        refusal({"complete", "--matrix", folder_.file("q.csv", "?,?,?\n5,,3\n4,2,\n,1,1\n")}),
        HasSubstr("no entry in row 1 of the matrix, at least one"));
}

TEST_F(Tables, ClassesAreTheLabelsThatOccur) {
    const std::string x = folder_.file("x.csv", "1,2\n2,1\n0,1\n1,0\n2,2\n0,3\n");
    const auto train = [&](const std::string& labels) {
        return read({"train", "--x", x, "--labels", folder_.file("l.csv", labels), "--hidden", "8",
                     "--max-steps", "20"});
    };
    EXPECT_THAT(train("1\n2\n3\n1\n2\n3\n")["classes"], ElementsAre("1", "2", "3"));
    const json sparse = train("7\n21\n3\n7\n21\n3\n");
    EXPECT_THAT(sparse["classes"], ElementsAre("3", "7", "21"));
    EXPECT_THAT(sparse["widths"], ElementsAre(2, 8, 3));
    EXPECT_THAT(train("-1\n1\n1\n-1\n1\n1\n")["classes"], ElementsAre("-1", "1"));
    const json words = train("kind\nsetosa\nvirginica\nsetosa\nvirginica\nsetosa\nsetosa\n");
    EXPECT_THAT(words["classes"], ElementsAre("setosa", "virginica"));
    EXPECT_THAT(words["notes"], Contains(HasSubstr("row 1 is the header: kind")));
    EXPECT_THAT(
        refusal({"train", "--x", x, "--labels", folder_.file("l.csv", "1\n1\n1\n1\n1\n1\n")}),
        HasSubstr("all labels are 1, at least two classes expected"));
    const std::string table =
        folder_.file("table.csv", "a,b,species\n1,2,u\n2,1,v\n0,1,u\n1,0,v\n2,2,u\n0,3,v\n");
    const json column = read({"train", "--x", table, "--target", "species", "--loss",
                              "cross-entropy", "--hidden", "8", "--max-steps", "20"});
    EXPECT_THAT(column["classes"], ElementsAre("u", "v"));
    EXPECT_THAT(column["widths"], ElementsAre(2, 8, 2));
}

TEST_F(Tables, IdxFilesAreSamplesAndLabels) {
    std::string images("\0\0\x08\3\0\0\0\4\0\0\0\1\0\0\0\2", 16);
    images += std::string("\1\2\3\4\5\6\7\x8", 8);
    std::string labels("\0\0\x0c\2\0\0\0\4\0\0\0\2", 12);  // QMNIST's: the class, and a column more
    for (const char k : {'\1', '\2', '\1', '\2'}) {
        labels += std::string("\0\0\0", 3) + k + std::string("\0\0\0\x9", 4);
    }
    const std::string classes = folder_.file("labels-idx2-int", labels);
    for (const std::string& x :
         {folder_.file("train-images.idx3-ubyte", images), gzipped("images.gz", images)}) {
        const json document =
            read({"train", "--x", x, "--labels", classes, "--hidden", "8", "--max-steps", "20"});
        EXPECT_EQ(document["n_samples"], 4);
        EXPECT_THAT(document["widths"], ElementsAre(2, 8, 2));
        EXPECT_THAT(document["classes"], ElementsAre("1", "2"));
    }
}

TEST_F(Tables, RowsOfOtherNamesAreNotPaired) {
    const std::string x = folder_.file("x.csv", ",a,b\n0,1,2\n1,4,3\n2,0,1\n");
    EXPECT_EQ(fit(x, folder_.file("y.csv", ",y\n0,1\n1,2\n2,0\n"))["n_samples"], 3);
    EXPECT_THAT(refusal({"fit", "--x", x, "--y", folder_.file("z.csv", ",y\n2,1\n1,2\n0,0\n")}),
                HasSubstr("sample 1 is \"0\" in "));
}

TEST_F(Tables, AnUnknownParameterIsRefusedBeforeALargeGrid) {
    const std::string toml =
        folder_.file("big.toml", "experiment=\"regularizers\"\n[grid]\nseeds=10000000\n");
    const auto little_memory = [] {
#ifndef __SANITIZE_ADDRESS__  // which reserves terabytes
        const rlimit limit{rlim_t{1} << 29, rlim_t{1} << 29};
        setrlimit(RLIMIT_DATA, &limit);
#endif
    };
    const Outcome outcome =
        run_program({"sweep", toml, "--out", folder_.path("out")}, little_memory);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("big.toml:3: seed: unknown parameter"));
}

}  // namespace
}  // namespace regimes::cli
