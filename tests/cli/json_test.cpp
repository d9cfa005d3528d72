// SPDX-License-Identifier: BSD-3-Clause
// What every verb writes with --json is what docs/JSON.md says, in both directions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/verb.hpp"
#include "regimes/core/status.hpp"
#include "regimes/data/image_regression.hpp"
#include "tests/cli/json_description.hpp"
#include "tests/cli/probe_files.hpp"
#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

using Words = std::vector<std::string>;

JsonDescription description() {
    return JsonDescription(read_file(REGIMES_SOURCE_DIR "/docs/JSON.md"));
}

/// What the program writes; the last word of the command is its --json.
json answer(Words command, const std::function<void()>& prepare = {}) {
    command.emplace_back("--json");
    const Outcome outcome = run_program(command, prepare);
    EXPECT_LT(outcome.exit_code, 2) << outcome.err;
    return json::parse(outcome.out);
}

json interrupted(Words command) {
    command.emplace_back("--json");
    return json::parse(interrupt_program(command).out);
}

void expect_described(JsonDescription& tables, const std::string& document,
                      const std::vector<json>& answers) {
    for (const json& content : answers) {
        EXPECT_THAT(tables.differences(document, content), IsEmpty());
    }
}

/// ... and the answers show all that the table says.
void expect_described_fully(const std::string& document, const std::vector<json>& answers) {
    JsonDescription tables = description();
    expect_described(tables, document, answers);
    EXPECT_THAT(tables.unseen(document), IsEmpty());
}

/// A table of numbers without any order.
std::string noise(int rows, int columns) {
    std::string text;
    for (int i = 0; i < rows; ++i) {
        for (int j = 0; j < columns; ++j) {
            text += std::to_string((i * 7919 + j * 104729 + i * j * 31) % 1009 - 504);
            text += j + 1 < columns ? "," : "\n";
        }
    }
    return text;
}

const char* const small_tables =
    "## `a`\n\n| member | type | unit | meaning | absent or null |\n|---|---|---|---|---|\n"
    "| `n` | whole number | - | some | |\n| `b.x` | number | - | some | null if none |\n"
    "| `c` | list of [part](#part-of-a) | - | some | |\n\n### Part of `a`\n\n"
    "| member | type | unit | meaning | absent or null |\n|---|---|---|---|---|\n"
    "| `t` | text or boolean | - | some | absent at times |\n";

TEST(JsonDescription, FindsWhatDiffers) {
    JsonDescription tables(small_tables);
    EXPECT_THAT(tables.documents(), ElementsAre("a"));
    EXPECT_THAT(tables.differences("a", {{"n", 1}, {"b", {{"x", 0.5}}}, {"c", json::array()}}),
                IsEmpty());
    EXPECT_THAT(tables.unseen("a"),
                ElementsAre("#a: b.x null", "#part-of-a: t", "#part-of-a: t absent"));
    EXPECT_THAT(
        tables.differences("a", json::parse(R"({"n": 1.5, "b": {"x": null, "y": 1}, "c": [{"t": 1},
                                                {"t": true}, {}], "d": 2})")),
        ElementsAre("a.n: of another type: 1.5", "a.c[].t: of another type: 1",
                    "a.b.y: not in the table", "a.d: not in the table"));
    EXPECT_THAT(tables.unseen("a"), IsEmpty());
    EXPECT_THAT(tables.differences("a", {{"n", nullptr}}),
                ElementsAre("a.n: null", "a.b.x: absent", "a.c: absent"));
}

TEST(Json, EveryVerbHasASection) {
    const Words documents = description().documents();
    for (const MakeVerb& make : verbs()) {
        EXPECT_THAT(documents, Contains(std::string(make()->name())));
    }
}

TEST(Json, StatusesAreThoseOfTheLibraryAndFailed) {
    Words names = {"failed"};
    for (int k = 0; name(static_cast<Status>(k)) != "unknown"; ++k) {
        names.emplace_back(name(static_cast<Status>(k)));
    }
    EXPECT_THAT(description().statuses(), UnorderedElementsAreArray(names));
}

TEST(Json, Fit) {
    const ScratchFolder folder;
    const std::string out = folder.path("out");
    const Words fit = {"fit", "--x", folder.file("x.csv", "1,2\n2,1\n"), "--y",
                       folder.file("y.csv", "1\n-1\n")};
    const auto with = [&fit](const Words& more) {
        Words words = fit;
        words.insert(words.end(), more.begin(), more.end());
        return answer(words);
    };
    const json all = with({"--alpha", "1", "--depth", "2,3", "--coefficients", "--test-x", fit[2],
                           "--test-y", fit[4], "--out", out});
    EXPECT_EQ(json::parse(read_file(out + "/fit.json")), all);
    const std::string zeros = folder.file("zeros.csv", "0\n0\n");
    expect_described_fully(
        "fit",
        {all, with({"--intercept", "--standardize"}), with({"--method", "flow"}),
         with({"--method", "descent", "--alpha", "1"}),
         with({"--test-x", fit[2], "--test-y", folder.file("other.csv", "1\n0.5\n")}),
         with({"--test-x", fit[2], "--test-y", folder.path("other.csv"), "--method", "flow"}),
         answer({"fit", "--x", folder.file("named.csv", "a,b,y\n1,2,3\n"), "--target", "y"}),
         answer({"fit", "--x", fit[2], "--y", zeros}),
         answer({"fit", "--x", folder.file("x.svm", "1 1:2\n")}),
         interrupted({"fit", "--x", folder.file("wide.csv", noise(60, 2000)), "--y",
                      folder.file("tall.csv", noise(60, 1)), "--log10-alpha", "2:-300:3000"})});
}

TEST(Json, Select) {
    const ScratchFolder folder;
    std::istringstream lines(noise(24, 6));
    std::string x, named = "a,b,c,d,e,f,y\n", y, classes;
    for (int n = 0; n < 24; ++n) {
        std::string line;
        std::getline(lines, line);
        x += line + "\n";
        const int target = n * 37 % 11;
        named += line + "," + std::to_string(target) + "\n";
        y += std::to_string(target) + "\n";
        classes += n * 37 % 11 > 4 ? "1\n" : "0\n";
    }
    const std::string samples = folder.file("x.csv", x);
    const std::string two = folder.file("classes.csv", classes);
    const Words quick = {"--depth", "2,3", "--log10-alpha", "0,-1", "--cv", "3"};
    const auto with = [&quick](Words words) {
        words.insert(words.end(), quick.begin(), quick.end());
        return answer(words);
    };
    const std::string out = folder.path("out");
    const json all = with({"select", "--x", folder.file("named.csv", named), "--target", "y",
                           "--coefficients", "--out", out});
    EXPECT_EQ(json::parse(read_file(out + "/select.json")), all);
    expect_described_fully(
        "select", {all,
                   with({"fit", "--x", samples, "--y", folder.file("y.csv", y), "--test-x", samples,
                         "--test-y", folder.path("y.csv"), "--no-intercept"}),
                   with({"select", "--x", samples, "--y", two, "--loss", "logistic", "--test-x",
                         samples, "--test-y", two}),
                   with({"select", "--x", folder.file("x.svm", "1 1:2\n2 2:1\n1 1:1\n3 2:2\n"),
                         "--no-standardize"})});
}

TEST(Json, Predict) {
    const ScratchFolder folder;
    const std::string x = folder.file("x.csv", "id,a,b\n7,1,2\n9,2,1\n11,0,1\n");
    const std::string two = folder.path("two"), more = folder.path("more");
    answer({"fit", "--x", x, "--y", folder.file("two.csv", "1\n-1\n1\n"), "--out", two});
    answer({"fit", "--x", x, "--y", folder.file("more.csv", "1\n-1\n3\n"), "--out", more});
    const std::string plain = folder.file("plain.csv", "1,0.5\n0.25,1\n");
    expect_described_fully("predict",
                           {answer({"predict", two, "--x", x}),
                            answer({"predict", more, "--x", plain, "--solution", "minimum-l2"})});
}

TEST(Json, Complete) {
    const ScratchFolder folder;
    const std::string out = folder.path("out");
    const std::string small = folder.file("small.csv", "1,0.5\n0.5,\n");
    const json all = answer({"complete", "--matrix", small, "--alpha", "1,0.1", "--out", out});
    EXPECT_EQ(json::parse(read_file(out + "/complete.json")), all);
    std::istringstream cells(noise(30, 30));
    std::string wide;
    for (int i = 0; i < 30; ++i) {
        for (int j = 0; j < 30; ++j) {
            std::string cell;
            std::getline(cells, cell, j + 1 < 30 ? ',' : '\n');
            if (i == j || cell.back() % 2 == 0) wide += cell;
            wide += j + 1 < 30 ? "," : "\n";
        }
    }
    const std::string named = folder.file("named.csv", "u,i,r\nx,a,1\nx,b,2\ny,a,3\n");
    expect_described_fully("complete",
                           {all, answer({"complete", "--matrix", named, "--alpha", "1"}),
                            interrupted({"complete", "--matrix", folder.file("wide.csv", wide),
                                         "--log10-alpha", "1:-6:1000", "--hold-out", "0.1"})});
}

class JsonOfTraining : public ProbeFiles {
protected:
    void SetUp() override {
        if (torch_build().is_there) ProbeFiles::SetUp();
    }

    std::vector<json> trained() const {
        const std::string out = folder_.path("trained");
        const json all = train({"--y", y_, "--test-x", x_, "--test-y", y_, "--alpha", "0.1,1,10",
                                "--hidden", "20", "--out", out});
        EXPECT_EQ(json::parse(read_file(out + "/train.json")), all);
        const std::string zeros = folder_.file("zeros.csv", "0,0\n0,0\n0,0\n");
        const std::string three = folder_.file("three.csv", "1\n2\n3\n");
        return {all,
                train({"--labels", labels_}),
                train({"--y", y_, "--frozen-layers", "1"}),
                train({"--y", y_, "--step-size", "100"}),
                train({"--y", y_, "--hidden", "1"}),
                answer({"train", "--x", zeros, "--y", three})};
    }
    std::vector<json> probed() const {
        const std::string out = folder_.path("probed");
        const json all = answer(numbers({"--test-data", x_, "--test-y", y_, "--out", out}));
        EXPECT_EQ(json::parse(read_file(out + "/probe.json")), all);
        return {all, answer(classes({"--directions", "20", "--alpha", "0.5", "--no-linearized"})),
                answer(numbers({"--step-size", "0.005,0.01", "--alpha", "1"})),
                answer(numbers({"--step-size", "100", "--alpha", "1"}))};
    }
    json train(const Words& more) const { return answer(joined({"train", "--x", x_}, more)); }
};

// What only one of the two has is not to be seen in a build without LibTorch.
TEST_F(JsonOfTraining, IsDescribed) {
    JsonDescription tables = description();
    expect_described(tables, "train", trained());
    if (!torch_build().is_there) return;
    expect_described(tables, "probe", probed());
    EXPECT_THAT(tables.unseen("probe"), IsEmpty());
}

TEST(Json, SweepAndMerge) {
    const ScratchFolder folder;
    // The matrix has ten rows, so that the start at the identity wants ten columns.
    const std::string toml =
        folder.file("sweep.toml",
                    "experiment = \"matrix-completion\"\n[fixed]\nstart = \"identity\"\n"
                    "[grid]\nwidth = [1, 2]\n");
    const std::string one = folder.path("one");
    const std::string two = folder.path("two");
    const json first = answer({"sweep", toml, "--shard", "1/2", "--out", one});
    const json second = answer({"sweep", toml, "--shard", "2/2", "--out", two});
    expect_described_fully("sweep", {first, second});
    expect_described_fully("merge", {answer({"merge", folder.path("both"), one, two})});
}

TEST(Json, ReproduceAndReport) {
    const ScratchFolder folder;
    const std::string out = folder.path("figures");
    const json drawn = answer({"reproduce", "regularizers", "--scale", "smoke", "--out", out});
    expect_described_fully("reproduce", {drawn});
    EXPECT_EQ(answer({"report", out}), drawn);
    expect_described_fully("reproduce --parameters",
                           {answer({"reproduce", "all", "--parameters"})});
}

TEST(Json, Data) {
    const ScratchFolder folder;
    const auto nowhere = [] { setenv("REGIMES_DATA", "/nonexistent", 1); };
    const std::string out = folder.path("out");
    const json sets = answer({"data"});
    expect_described_fully("data", {sets, answer({"data"}, nowhere)});
    expect_described_fully(
        "data NAME", {answer({"data", "fashion-mnist"}), answer({"data", "sparse-regression"}),
                      answer({"data", "mnist"}, nowhere)});
    const json made = answer({"data", "fashion-mnist", "--samples", "4", "--out", out});
    EXPECT_EQ(json::parse(read_file(out + "/data.json")), made);
    expect_described_fully("data NAME --out", {made});
    expect_described_fully("data NAME --check", {answer({"data", "fashion-mnist", "--check"})});
}

TEST(Json, Doctor) {
    JsonDescription tables = description();
    expect_described(tables, "doctor", {answer({"doctor"})});
}

/// Options in a provenance that --help does not name.
TEST(Json, OptionsOfAProvenanceAreThoseOfTheVerb) {
    const ScratchFolder folder;
    const std::string x = folder.file("x.csv", "1,2\n2,1\n");
    const std::string y = folder.file("y.csv", "1\n-1\n");
    for (const Words& command : {Words{"fit", "--x", x, "--y", y},
                                 {"complete", "--matrix", folder.file("m.csv", "1,0.5\n0.5,\n")},
                                 {"train", "--x", x, "--y", y}}) {
        const std::string help = run_program({command.front(), "--help"}).out;
        const json document = answer(command);
        for (const auto& option : document.at("provenance").at("options").items()) {
            std::string name = "--" + option.key();
            std::replace(name.begin(), name.end(), '_', '-');
            EXPECT_THAT(help, HasSubstr(name));
        }
    }
}

}  // namespace
}  // namespace regimes::cli
