// SPDX-License-Identifier: BSD-3-Clause
// `regimes data`: the list, the files it writes, and what it refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <set>

#include "regimes/data/image_regression.hpp"
#include "regimes/data/read_table.hpp"
#include "regimes/data/sparse_regression.hpp"
#include "tests/cli/program.hpp"

namespace regimes::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Words = std::vector<std::string>;

json data_json(Words arguments) {
    arguments.insert(arguments.begin(), "data");
    arguments.push_back("--json");
    const Outcome outcome = run_program(arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    return json::parse(outcome.out);
}

std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        names.insert(entry.path().filename().string());
    }
    return names;
}

RowMatrix matrix_in(const fs::path& path) {
    const Table table = read_table(path);
    const MatrixView& view = table.view();
    return Eigen::Map<const RowMatrix>(view.data, view.rows, view.cols);
}

void expect_written(const fs::path& folder, const RegressionProblem& problem) {
    EXPECT_EQ(matrix_in(folder / "x.npy"), problem.x);
    EXPECT_EQ(read_vector(folder / "y.npy"), problem.y);
    EXPECT_EQ(matrix_in(folder / "x_test.npy"), problem.x_test);
    EXPECT_EQ(read_vector(folder / "y_test.npy"), problem.y_test);
}

TEST(Data, ListsEverySource) {
    const Outcome outcome = run_program({"data"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.err, "");
    const json sets = data_json({})["data_sets"];
    ASSERT_EQ(sets.size(), 5u);
    for (const json& set : sets) {
        const auto name = set["name"].get<std::string>();
        EXPECT_THAT(outcome.out, HasSubstr(name + " "));
        EXPECT_EQ(data_json({name}), set);
    }
    EXPECT_EQ(sets[0]["state"], "found");
    EXPECT_EQ(sets[0]["n_samples"], 60000);
    EXPECT_EQ(sets[0]["classes"][6], "Shirt");
    EXPECT_EQ(sets[0]["n_channels"], 1);
    EXPECT_EQ(sets[2]["name"], "cifar10");
    EXPECT_EQ(sets[2]["n_channels"], 3);
    EXPECT_EQ(sets[4]["kind"], "synthetic");
    EXPECT_EQ(sets[4]["defaults"]["features"], 1000);
}

TEST(Data, DescribesASource) {
    const Outcome fashion = run_program({"data", "fashion-mnist"});
    EXPECT_EQ(fashion.exit_code, 0);
    EXPECT_THAT(fashion.out, HasSubstr("class 6  Shirt"));
    EXPECT_THAT(fashion.out, HasSubstr("In /usr/share/datasets/fashion-mnist\n"));
    EXPECT_THAT(run_program({"data", "cifar10"}).out,
                AllOf(HasSubstr("50000 + 10000 images of 32 x 32 pixels in three colours"),
                      HasSubstr("class 6  frog          5000 + 1000 images")));
    EXPECT_THAT(run_program({"data", "sparse-regression"}).out, HasSubstr("1/sqrt(nonzeros)"));
}

TEST(Data, TellsHowToGetWhatIsMissing) {
    const ScratchFolder folder;
    fs::create_directory(folder.path("mnist"));
    folder.file("mnist/train-labels-idx1-ubyte", "");
    const auto list_folder = [&folder] { setenv("REGIMES_DATA", folder.path("").c_str(), 1); };
    const Outcome outcome = run_program({"data", "mnist"}, list_folder);
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.out, HasSubstr("lacks train-images-idx3-ubyte, t10k-images-idx3-ubyte, "
                                       "t10k-labels-idx1-ubyte"));
    EXPECT_THAT(outcome.out, HasSubstr("To get it: "));
    for (const Words& last : {Words{"--check"}, {"--out", folder.path("out")}}) {
        Words arguments = {"data", "mnist"};
        arguments.insert(arguments.end(), last.begin(), last.end());
        const Outcome refused = run_program(arguments, list_folder);
        EXPECT_EQ(refused.exit_code, 2);
        EXPECT_THAT(refused.err, StartsWith("regimes: data: mnist is not found: "));
        EXPECT_THAT(refused.err, HasSubstr("To get it: "));
        EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1);
    }
    EXPECT_FALSE(fs::exists(folder.path("out")));
}

TEST(Data, WritesTheSparseRegression) {
    const ScratchFolder folder;
    const std::string out = folder.path("new/problem");
    const json result =
        data_json({"sparse-regression", "--samples", "7", "--features", "11", "--nonzeros", "3",
                   "--noise", "0.5", "--test-samples", "4", "--seed", "9", "--out", out});
    const SparseRegression expected = sparse_regression(
        {.samples = 7, .features = 11, .nonzeros = 3, .noise = 0.5, .test_samples = 4, .seed = 9});
    expect_written(out, expected.problem);
    EXPECT_EQ(read_vector(out + "/coefficients.npy"), expected.coefficients);
    EXPECT_THAT(names_in(out), ElementsAre("coefficients.npy", "data.json", "x.npy", "x_test.npy",
                                           "y.npy", "y_test.npy"));
    EXPECT_EQ(json::parse(read_file(out + "/data.json")), result);
    EXPECT_EQ(result["n_features"], 11);
    EXPECT_EQ(result["provenance"]["options"]["seed"], 9);
    EXPECT_EQ(result["provenance"]["version"], REGIMES_VERSION);
}

TEST(Data, DefaultsAreThoseOfTheLibrary) {
    const ScratchFolder folder;
    const std::string out = folder.path("problem");
    const Outcome outcome = run_program({"data", "sparse-regression", "--out", out});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("100 samples of 1000 features"));
    EXPECT_THAT(outcome.out, HasSubstr("regimes fit --x " + out + "/x.npy --y " + out + "/y.npy"));
    expect_written(out, sparse_regression().problem);
}

TEST(Data, WritesTwoClassesOfImages) {
    const ScratchFolder folder;
    const ImageDataSet& set = image_data_sets().front();
    const auto place = find_data_set(set).folder;
    const auto training = read_images(set, place, Part::training);
    const auto test = read_images(set, place, Part::test);
    ImageRegressionOptions options{.classes = {6, 0}, .samples = 10, .test_samples = 4};
    Words arguments = {"fashion-mnist",  "--classes", "6,0",   "--samples",         "10",
                       "--test-samples", "4",         "--out", folder.path("first")};
    const json result = data_json(arguments);
    expect_written(folder.path("first"), image_regression(training, test, options));
    EXPECT_EQ(result["targets"],
              "y is -1 for class 6 (Shirt), +1 for class 0 (T-shirt/top); x holds pixels / 255");
    EXPECT_TRUE(result["provenance"]["options"]["seed"].is_null());
    EXPECT_FALSE(fs::exists(folder.path("first/coefficients.npy")));

    options.seed = 0;
    arguments.back() = folder.path("drawn");
    arguments.insert(arguments.end(), {"--seed", "0"});
    data_json(arguments);
    expect_written(folder.path("drawn"), image_regression(training, test, options));
}

// Real files, where REGIMES_DATA or ./data has them.
TEST(Data, WritesTwoClassesOfColours) {
    const ImageDataSet& set = image_data_set("cifar10-subset");
    const DataSetPlace place = find_data_set(set);
    if (!place.is_complete()) GTEST_SKIP() << "cifar10-subset is not in REGIMES_DATA or ./data";
    const ScratchFolder folder;
    const json result = data_json({"cifar10-subset", "--classes", "3,5", "--samples", "10",
                                   "--test-samples", "4", "--out", folder.path("out")});
    EXPECT_EQ(result["n_features"], 3072);
    EXPECT_EQ(result["targets"],
              "y is -1 for class 3 (cat), +1 for class 5 (dog); x holds pixels / 255, all red, "
              "then green, then blue");
    expect_written(folder.path("out"),
                   image_regression(read_images(set, place.folder, Part::training),
                                    read_images(set, place.folder, Part::test),
                                    {.classes = {3, 5}, .samples = 10, .test_samples = 4}));
    EXPECT_EQ(data_json({"cifar10-subset", "--check"})["passed"], true);
}

TEST(Data, ChecksFiles) {
    const json result = data_json({"fashion-mnist", "--check"});
    EXPECT_EQ(result["passed"], true);
    const ScratchFolder folder;
    fs::create_directory(folder.path("fashion-mnist"));
    for (const auto& entry : fs::directory_iterator("/usr/share/datasets/fashion-mnist")) {
        fs::copy(entry.path(), folder.path("fashion-mnist"));
    }
    const std::string damaged = folder.path("fashion-mnist/t10k-labels-idx1-ubyte.gz");
    fs::resize_file(damaged, 5000);
    const Outcome outcome = run_program({"data", "fashion-mnist", "--check"}, [&folder] {
        setenv("REGIMES_DATA", folder.path("").c_str(), 1);
    });
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, "regimes: data: " + damaged + ": the compressed data end too early\n");
}

TEST(Data, FullDiskLeavesNothingBehind) {
    const ScratchFolder folder;
    const std::string out = folder.path("problem");
    const Outcome outcome = run_program({"data", "sparse-regression", "--out", out}, [] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{4096, 4096};
        setrlimit(RLIMIT_FSIZE, &limit);
    });
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, HasSubstr("x.npy: File too large\n"));
    EXPECT_FALSE(fs::exists(out));
}

/// One way to get it wrong: what follows `data`, and what the line must say.
struct DataMisuse {
    std::string name;
    Words arguments;  ///< "@" stands for a folder to write to
    Words says;
};

void PrintTo(const DataMisuse& misuse, std::ostream* stream) { *stream << misuse.name; }

class DataMisuseTest : public ::testing::TestWithParam<DataMisuse> {};

TEST_P(DataMisuseTest, IsNamedInOneLine) {
    const ScratchFolder folder;
    Words arguments = {"data"};
    for (const std::string& argument : GetParam().arguments) {
        arguments.push_back(argument == "@" ? folder.path("out") : argument);
    }
    const Outcome outcome = run_program(arguments);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("regimes: data: "));
    for (const std::string& part : GetParam().says) EXPECT_THAT(outcome.err, HasSubstr(part));
    EXPECT_FALSE(fs::exists(folder.path("out")));
}

const std::string sparse = "sparse-regression";
const std::string fashion = "fashion-mnist";

INSTANTIATE_TEST_SUITE_P(
    Options, DataMisuseTest,
    ::testing::Values(
        DataMisuse{
            "Unknown", {"fashion", "--out", "@"}, {"\"fashion\"", "nearest is fashion-mnist"}},
        DataMisuse{"TwoNames", {fashion, "mnist"}, {"\"mnist\" was not expected"}},
        DataMisuse{"OutAlone", {"--out", "@"}, {"--out", "needs the name of a data set"}},
        DataMisuse{"CheckAlone", {"--check"}, {"--check", "needs the name of a data set"}},
        DataMisuse{"SeedAlone", {"--seed", "1"}, {"--seed", "needs the name of a data set"}},
        DataMisuse{"NotWritten", {sparse, "--samples", "5"}, {"--samples", "--out"}},
        DataMisuse{"OutAndCheck", {fashion, "--check", "--out", "@"}, {"--out and --check"}},
        DataMisuse{"OutEmpty", {sparse, "--out", ""}, {"--out", "\"\""}},
        DataMisuse{"OutInProc", {sparse, "--out", "/proc/new"}, {"--out", "/proc"}},
        DataMisuse{"CheckSynthetic", {sparse, "--check"}, {"--check", "synthetic"}},
        DataMisuse{"ForeignClasses",
                   {sparse, "--classes", "0,1", "--out", "@"},
                   {"--classes", sparse, "--samples, --test-samples, --features"}},
        DataMisuse{"ForeignNoise", {fashion, "--noise", "1", "--out", "@"}, {"--noise", fashion}},
        DataMisuse{"Samples", {sparse, "--samples", "0", "--out", "@"}, {"--samples: 0 given"}},
        DataMisuse{"SamplesWord",
                   {sparse, "--samples", "many", "--out", "@"},
                   {"--samples", "\"many\"", "whole number"}},
        DataMisuse{"TooMuch",
                   {sparse, "--samples", "1000000000000000", "--out", "@"},
                   {"not enough memory"}},
        DataMisuse{"TestSamples",
                   {sparse, "--test-samples", "0", "--out", "@"},
                   {"--test-samples: 0 given"}},
        DataMisuse{"Nonzeros",
                   {sparse, "--features", "3", "--out", "@"},
                   {"--nonzeros: 5 given", "1 to 3"}},
        DataMisuse{"Noise", {sparse, "--noise", "-1", "--out", "@"}, {"--noise: -1 given"}},
        DataMisuse{"NoiseNan", {sparse, "--noise", "nan", "--out", "@"}, {"--noise", "\"nan\""}},
        DataMisuse{"Seed", {sparse, "--seed", "-1", "--out", "@"}, {"--seed", "\"-1\""}},
        DataMisuse{"OneClass", {fashion, "--classes", "3", "--out", "@"}, {"--classes", "\"3\""}},
        DataMisuse{"ThreeClasses",
                   {fashion, "--classes", "1,2,3", "--out", "@"},
                   {"--classes", "\"1,2,3\"", "two classes"}},
        DataMisuse{"SameClass", {fashion, "--classes", "3,3", "--out", "@"}, {"--classes: 3,3"}},
        DataMisuse{
            "NoSuchClass", {fashion, "--classes", "3,10", "--out", "@"}, {"--classes: 3,10"}},
        DataMisuse{
            "ClassWord", {fashion, "--classes", "a,b", "--out", "@"}, {"--classes", "\"a\""}},
        DataMisuse{
            "OddSamples", {fashion, "--samples", "5", "--out", "@"}, {"--samples: 5", "even"}},
        DataMisuse{"TooManySamples",
                   {fashion, "--samples", "12002", "--out", "@"},
                   {"--samples: 12002", "12000"}},
        DataMisuse{"TooManyTestSamples",
                   {fashion, "--test-samples", "2002", "--out", "@"},
                   {"--test-samples: 2002", "2000"}}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace regimes::cli
